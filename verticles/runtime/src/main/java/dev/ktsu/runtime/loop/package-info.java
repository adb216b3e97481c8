/**
 * The reasoning of an agent as a state machine. {@link dev.ktsu.runtime.loop.AgentLoop} is told
 * what the model answered and what the tools gave, and says what to do next: call the model, call
 * tools, ask people about tools, or finish.
 *
 * <p>Pure: no IO, no clock, no futures, so that tests are tables. {@code dev.ktsu.runtime.leg}
 * performs the actions, on one event loop. Sentences that a model reads live in {@link
 * dev.ktsu.runtime.loop.Prompts}.
 */
@NullMarked
package dev.ktsu.runtime.loop;

import org.jspecify.annotations.NullMarked;
