package dev.ktsu.project;

/**
 * What a file system says about a file without reading it: it differs when the file was changed.
 *
 * @param modifiedNanos time of the last change
 * @param identity of the file itself, so that a replaced file differs
 */
public record Stamp(long bytes, long modifiedNanos, Object identity) {}
