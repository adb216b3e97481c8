/**
 * The process around a tier: {@link dev.ktsu.http.process.Loops} starts its event loops, {@link
 * dev.ktsu.http.process.Shutdown} turns SIGTERM and Ctrl-C into a drain and a clean exit.
 *
 * <p>Each called once by the main class of a tier.
 */
@NullMarked
package dev.ktsu.http.process;

import org.jspecify.annotations.NullMarked;
