/**
 * The life of runs around the pure kernel: commands come in, decisions are committed, effects go
 * out.
 *
 * <p>Start at {@link dev.ktsu.orchestrator.run.RunEngine}. A run that is not settled is an {@link
 * dev.ktsu.orchestrator.run.ActiveRun} with a mailbox: one append is in flight at a time, commands
 * that arrive meanwhile are decided together on committed state, and an answer is given only after
 * its commit. The ports to the outside ({@link dev.ktsu.orchestrator.run.RunStore}, {@link
 * dev.ktsu.orchestrator.run.Effects}, {@link dev.ktsu.orchestrator.run.Definitions}, {@link
 * dev.ktsu.orchestrator.run.Compute}) stand here and are implemented by other packages. Everything
 * runs on the event loop of the engine; nothing here knows Vert.x beyond its futures.
 */
@NullMarked
package dev.ktsu.orchestrator.run;

import org.jspecify.annotations.NullMarked;
