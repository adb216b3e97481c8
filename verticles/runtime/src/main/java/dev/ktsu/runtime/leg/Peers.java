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
    return request(HttpMethod.POST, url)
        .putHeader("Content-Type", "application/json")
        .putHeader(TraceContext.HEADER, trace.child().header());
  }

  /** A GET outside of any trace. */
  public RequestOptions get(String url) {
    return request(HttpMethod.GET, url);
  }

  private RequestOptions request(HttpMethod method, String url) {
    RequestOptions options =
        new RequestOptions().setMethod(method).setAbsoluteURI(url).putHeader("User-Agent", "ktsu");
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
