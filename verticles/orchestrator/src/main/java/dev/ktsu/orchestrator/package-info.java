/**
 * The orchestrator tier: DAG, state, Air-Lock.
 *
 * <p>{@link dev.ktsu.orchestrator.OrchestratorService} starts one; {@code OrchestratorParts} puts
 * it together. The main flow begins at {@link dev.ktsu.orchestrator.run.RunEngine}: {@code api} →
 * {@code run} → {@code kernel}, with {@code store}, {@code dispatch}, {@code step} and {@code
 * definition} behind the ports that {@code run} owns.
 */
@NullMarked
package dev.ktsu.orchestrator;

import org.jspecify.annotations.NullMarked;
