/**
 * Compares what came of a run with what a test expects. {@link dev.ktsu.testing.judge.Judge} gives
 * one {@link dev.ktsu.testing.judge.Flaw} for each thing that differs; {@link
 * dev.ktsu.testing.judge.Snapshots} keeps outputs beside the tests. Runs on the main thread.
 */
@NullMarked
package dev.ktsu.testing.judge;

import org.jspecify.annotations.NullMarked;
