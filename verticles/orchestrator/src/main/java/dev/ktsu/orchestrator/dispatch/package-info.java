/**
 * Hands legs of agent steps to runtimes and keeps an eye on them.
 *
 * <p>{@link dev.ktsu.orchestrator.dispatch.Runtimes} knows the runtimes, by their heartbeats and by
 * a static URL, and chooses among them; {@link dev.ktsu.orchestrator.dispatch.Dispatcher} delivers
 * and stops legs; {@link dev.ktsu.orchestrator.dispatch.Supervisor} compares what runtimes say they
 * have with what they should have; {@link dev.ktsu.orchestrator.dispatch.AgentRequests} writes the
 * request of a leg, anew at each delivery, because it holds secrets. All on the engine's event
 * loop.
 */
@NullMarked
package dev.ktsu.orchestrator.dispatch;

import org.jspecify.annotations.NullMarked;
