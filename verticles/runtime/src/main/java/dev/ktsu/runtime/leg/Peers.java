package dev.ktsu.runtime.leg;

import dev.ktsu.http.server.Keys;
import dev.ktsu.http.trace.TraceContext;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Requests to other tiers.
 *
 * @param internalToken shared secret of the tiers, empty for none
 */
public record Peers(String internalToken) {

  /** A JSON POST as a hop of {@code trace}. */
  public RequestOptions post(String url, TraceContext trace) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url)
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", "ktsu")
            .putHeader(TraceContext.HEADER, trace.child().header());
    if (!internalToken.isEmpty()) {
      options.putHeader(Keys.INTERNAL_HEADER, internalToken);
    }
    return options;
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "Peers";
  }
}
