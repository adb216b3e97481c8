/**
 * The process around a tier: how it ends. {@link dev.ktsu.http.process.Shutdown} turns SIGTERM and
 * Ctrl-C into a drain and a clean exit.
 *
 * <p>Called once by the main class of a tier.
 */
@NullMarked
package dev.ktsu.http.process;

import org.jspecify.annotations.NullMarked;
