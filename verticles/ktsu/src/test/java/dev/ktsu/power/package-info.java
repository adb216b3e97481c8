/**
 * Power failures, without cutting power: an orchestrator works under {@code strace}, which writes
 * down every write and sync of its SQLite files and every answer it sends. {@link
 * dev.ktsu.power.Trace} reads that, {@link dev.ktsu.power.Disk} says what a disk may hold when the
 * power goes at any moment of it, and {@link dev.ktsu.power.Reopening} opens the store from there.
 * {@link dev.ktsu.power.PowerCuts} is the program, started by {@code .ci/power}.
 *
 * <p>Everything runs on the thread of the program, except that clients are virtual threads.
 */
@NullMarked
package dev.ktsu.power;

import org.jspecify.annotations.NullMarked;
