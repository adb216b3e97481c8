/**
 * What goes out over HTTP: the ways to runtimes and to the receivers of webhooks, as {@code
 * dispatch} and {@code step} ask for them. Nothing is decided here; a call is made, and its status
 * comes back on the context of the caller, which is the event loop of the engine.
 */
@NullMarked
package dev.ktsu.orchestrator.wire;

import org.jspecify.annotations.NullMarked;
