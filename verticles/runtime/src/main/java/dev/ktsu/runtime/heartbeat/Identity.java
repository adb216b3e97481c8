package dev.ktsu.runtime.heartbeat;

/**
 * Who this runtime is.
 *
 * @param id stable over restarts
 * @param boot of this start alone
 * @param url where it takes work
 */
public record Identity(String id, String boot, String url) {}
