package dev.ktsu.http.sse;

/**
 * One event.
 *
 * @param name of the event, {@code message} where the stream gives none
 * @param data the data lines, joined by line feeds
 * @param id the last id that the stream has given, empty for none
 */
public record SseEvent(String name, String data, String id) {}
