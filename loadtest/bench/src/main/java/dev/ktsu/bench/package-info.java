/**
 * Benchmarks of the built product, with the load generator on the same machine. {@link
 * dev.ktsu.bench.Main} runs them one after another and prints a table; {@code loadtest/run} starts
 * it. Each {@link dev.ktsu.bench.Benchmark} starts the processes that it measures, counts in their
 * store that every accepted run has ended, and stops them.
 */
@NullMarked
package dev.ktsu.bench;

import org.jspecify.annotations.NullMarked;
