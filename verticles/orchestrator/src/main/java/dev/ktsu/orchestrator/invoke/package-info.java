/**
 * How a run comes into being: {@link dev.ktsu.orchestrator.invoke.Invocations} checks what a caller
 * gives against the workflow before anything exists. On the engine's event loop.
 */
@NullMarked
package dev.ktsu.orchestrator.invoke;

import org.jspecify.annotations.NullMarked;
