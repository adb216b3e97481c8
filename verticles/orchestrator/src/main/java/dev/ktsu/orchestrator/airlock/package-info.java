/**
 * The border that every output of a step crosses before anyone reads it.
 *
 * <p>{@link dev.ktsu.orchestrator.airlock.AirLock} takes the reserved {@code ktsu_} fields in their
 * order, checks what is left against the full JSON Schemas of agent and step, and alone can make a
 * {@link dev.ktsu.orchestrator.airlock.Judged}; the kernel accepts nothing else. Pure; any thread.
 */
@NullMarked
package dev.ktsu.orchestrator.airlock;

import org.jspecify.annotations.NullMarked;
