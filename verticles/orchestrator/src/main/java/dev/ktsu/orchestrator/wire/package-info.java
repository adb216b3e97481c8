/**
 * What goes out over HTTP: the ways to runtimes and to the receivers of webhooks, as {@code
 * dispatch} and {@code step} ask for them. A call is made, and its answer comes back on the context
 * of the caller, which is the event loop of the engine. All that is decided here is where hosts may
 * lead that come from a run: {@link dev.ktsu.orchestrator.wire.Egress}, beside the loop.
 */
@NullMarked
package dev.ktsu.orchestrator.wire;

import org.jspecify.annotations.NullMarked;
