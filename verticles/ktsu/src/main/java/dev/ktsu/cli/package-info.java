/**
 * The command line: {@link dev.ktsu.cli.Ktsu} is the main class of the all-in-one jar. It finds the
 * command and turns what goes wrong into one line on standard error and an exit code; the commands
 * themselves live in the packages beside this one.
 *
 * <p>Exit codes: 0 done, 1 an error, 2 a run that failed or was cancelled, 130 Ctrl-C.
 *
 * <p>Runs on the main thread. Commands that need no tier start neither Vert.x nor the log.
 */
@NullMarked
package dev.ktsu.cli;

import org.jspecify.annotations.NullMarked;
