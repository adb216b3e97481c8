/**
 * What a command is given by the shell that started it: streams, environment, size of the screen
 * ({@link dev.ktsu.shell.Shell}); how settings of the registry become flags of a command ({@link
 * dev.ktsu.shell.SettingFlags}); and the error that a person is told in a sentence ({@link
 * dev.ktsu.shell.CommandError}).
 *
 * <p>Used by every command, on the main thread.
 */
@NullMarked
package dev.ktsu.shell;

import org.jspecify.annotations.NullMarked;
