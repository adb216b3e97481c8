package dev.ktsu.runtime.mcp.transport;

import dev.ktsu.futures.Timers;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/** What every channel of one event loop shares. */
public record Wire(HttpClient client, Timers timers, Limits limits, Egress egress) {
  /** A request to {@code target}, an absolute URL of the address's origin. */
  RequestOptions request(ServerAddress address, HttpMethod method, URI target) {
    RequestOptions options = address.request(method, target);
    egress.apply(options, target);
    return options;
  }
}
