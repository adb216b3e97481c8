/**
 * Server-sent events as the HTML standard defines the stream: {@link dev.ktsu.http.sse.SseParser}
 * turns bytes, cut anywhere, into {@link dev.ktsu.http.sse.SseEvent}s.
 *
 * <p>Called by whoever reads a stream of a provider or a tool server. A parser belongs to one
 * stream and one event loop; its time is linear in the bytes, its memory is bounded by the largest
 * event that it takes.
 */
@NullMarked
package dev.ktsu.http.sse;

import org.jspecify.annotations.NullMarked;
