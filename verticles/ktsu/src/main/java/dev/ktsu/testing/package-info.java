/**
 * The {@code test} command: runs the tests that a project has of its own workflows. {@link
 * dev.ktsu.testing.TestCommand} is the command; {@code TestSuite} runs the tests of one file, each
 * by {@link dev.ktsu.testing.play.Rehearsal}, and holds the outcomes against what is expected by
 * {@link dev.ktsu.testing.judge.Judge}; {@code TestPrintout} and {@code JunitReport} tell of them.
 *
 * <p>Runs on the main thread and blocks; no network but loopback is used.
 */
@NullMarked
package dev.ktsu.testing;

import org.jspecify.annotations.NullMarked;
