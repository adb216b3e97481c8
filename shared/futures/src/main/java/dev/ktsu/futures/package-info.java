/**
 * What Vert.x futures lack for a service that must not lose anything: loops ({@link
 * dev.ktsu.futures.Futures}), retries ({@link dev.ktsu.futures.Retry}), bounded serial work ({@link
 * dev.ktsu.futures.Mailbox}), chains that nobody awaits ({@link dev.ktsu.futures.Detached}), work
 * that can be called off ({@link dev.ktsu.futures.Cancellation}), time as a collaborator ({@link
 * dev.ktsu.futures.Clock}, {@link dev.ktsu.futures.Timers}) and named crash points for tests
 * ({@link dev.ktsu.futures.FaultPoints}).
 *
 * <p>Every class that keeps state belongs to one event loop: create and use it there.
 */
@NullMarked
package dev.ktsu.futures;

import org.jspecify.annotations.NullMarked;
