/**
 * The {@code validate} command: reads the YAML of a project as the orchestrator would and prints
 * every finding with file, line, column and remedy. {@link dev.ktsu.validate.ValidateCommand} is
 * the command, {@link dev.ktsu.validate.Printout} what it prints.
 *
 * <p>Runs on the main thread and blocks on files; needs no tier.
 */
@NullMarked
package dev.ktsu.validate;

import org.jspecify.annotations.NullMarked;
