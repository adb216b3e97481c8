package dev.ktsu.runtime.mcp.transport;

import dev.ktsu.futures.Timers;
import io.vertx.core.http.HttpClient;

/** What every channel of one event loop shares. */
public record Wire(HttpClient client, Timers timers, Limits limits) {}
