/**
 * A small world in which the real engine runs: several orchestrators over one store, runtimes,
 * receivers of webhooks and callers, in one thread, under simulated time, and all of it a function
 * of one seed.
 *
 * <p>Real are {@code kernel}, {@code run}, {@code dispatch}, {@code step}, the Air-Lock and the
 * memory store; models keep to the wire's rules where HTTP and other tiers would be. Start at
 * {@link dev.ktsu.orchestrator.simulation.World}: it breaks things for a while, heals, and expects
 * every run to end. {@link dev.ktsu.orchestrator.simulation.Auditor} looks after every event, and
 * {@link dev.ktsu.orchestrator.simulation.Coverage} counts what the seeds have met, so that nothing
 * is proved by never happening.
 */
@NullMarked
package dev.ktsu.orchestrator.simulation;

import org.jspecify.annotations.NullMarked;
