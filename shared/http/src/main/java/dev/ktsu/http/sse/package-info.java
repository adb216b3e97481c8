/**
 * Server-sent events as the HTML standard defines the stream: {@link dev.ktsu.http.sse.SseParser}
 * turns bytes, cut anywhere, into {@link dev.ktsu.http.sse.SseEvent}s, {@link
 * dev.ktsu.http.sse.SseWriter} turns events into bytes, and {@link dev.ktsu.http.sse.SseResponse}
 * sends them to one reader.
 *
 * <p>Called by whoever reads a stream of a provider or a tool server, and by whoever serves one. A
 * parser belongs to one stream and one event loop; its time is linear in the bytes, its memory is
 * bounded by the largest event that it takes. Who serves is told how much waits for the reader.
 */
@NullMarked
package dev.ktsu.http.sse;

import org.jspecify.annotations.NullMarked;
