/**
 * The values of a run (parameters, outputs, arguments of tool calls) as answers of the API give
 * them: whole, or where they are large by reference, to be asked for on their own. {@link
 * dev.ktsu.orchestrator.value.Showing} makes the {@link dev.ktsu.orchestrator.value.Values} of one
 * answer on the engine's event loop, and has an answer with large ones worked out beside it. Called
 * by the views of runs and approvals.
 */
@NullMarked
package dev.ktsu.orchestrator.value;

import org.jspecify.annotations.NullMarked;
