/**
 * The heart: what happens to a run, as pure functions over immutable values.
 *
 * <p>{@link dev.ktsu.orchestrator.kernel.Decide} turns a state and a command into events, {@link
 * dev.ktsu.orchestrator.kernel.Evolve} folds an event into a state, {@link
 * dev.ktsu.orchestrator.kernel.Outstanding} reads from a state what must be done outside, and
 * {@link dev.ktsu.orchestrator.kernel.Needs} names the payloads a decision will read. Time, chance
 * and placement come in with the {@link dev.ktsu.orchestrator.kernel.Occasion}; what a definition
 * says of its steps comes in as a {@link dev.ktsu.orchestrator.kernel.Behaviour}. No Vert.x, no
 * SQL, no clock, no log; any thread.
 *
 * <p>Words: a <i>run</i> has <i>steps</i>, a step has <i>legs</i> (one dispatch each), a leg has
 * <i>deliveries</i> (one try each to hand it over). States move by {@link
 * dev.ktsu.contracts.state.Transitions} alone.
 */
@NullMarked
package dev.ktsu.orchestrator.kernel;

import org.jspecify.annotations.NullMarked;
