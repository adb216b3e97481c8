/**
 * The {@code start} command and the all-in-one. {@link dev.ktsu.start.StartCommand} hands over to
 * the main class of one tier, or starts all of them in this process with {@link
 * dev.ktsu.start.AllInOne}, which {@code run} and {@code resume} use as well. The tiers meet over
 * HTTP as they do when each has a process of its own.
 *
 * <p>Called on the main thread; the tiers run on their event loops.
 */
@NullMarked
package dev.ktsu.start;

import org.jspecify.annotations.NullMarked;
