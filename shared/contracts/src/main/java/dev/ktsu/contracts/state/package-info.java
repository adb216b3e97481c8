/**
 * The lifecycle of epochs and legs: 11 states, 16 signals, one table of 25 legal transitions.
 *
 * <p>{@link dev.ktsu.contracts.state.Transitions} is the only writer of states: who wants another
 * state asks it, and a refusal says which pair was refused. The wire shows {@link
 * dev.ktsu.contracts.state.State#wire}. Pure; any thread.
 */
@NullMarked
package dev.ktsu.contracts.state;

import org.jspecify.annotations.NullMarked;
