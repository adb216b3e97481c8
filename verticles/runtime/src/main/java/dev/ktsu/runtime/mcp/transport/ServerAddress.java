package dev.ktsu.runtime.mcp.transport;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a tool server is and with which credentials it is spoken to; two that differ in anything
 * share nothing.
 *
 * @param authHeader name of the header, null for none
 * @param authValue complete value, secret
 */
public record ServerAddress(URI url, @Nullable String authHeader, @Nullable String authValue) {
  private static final String DEFAULT_HEADER = "Authorization";

  /** A request to {@code target}, an absolute URL of the same origin. */
  RequestOptions request(HttpMethod method, URI target) {
    RequestOptions options =
        new RequestOptions().setMethod(method).setAbsoluteURI(target.toString());
    options.putHeader("User-Agent", "ktsu");
    if (authValue != null && !authValue.isEmpty()) {
      boolean isNamed = authHeader != null && !authHeader.isEmpty();
      options.putHeader(isNamed ? authHeader : DEFAULT_HEADER, authValue);
    }
    return options;
  }

  /** The address with {@code /sse} behind its path, where servers of the first revision listen. */
  URI streamUrl() {
    String text = url.toString();
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    String rest = query < 0 ? "" : text.substring(query);
    return URI.create(path + (path.endsWith("/") ? "sse" : "/sse") + rest);
  }

  boolean hasOriginOf(URI other) {
    return url.getScheme().equalsIgnoreCase(other.getScheme())
        && url.getHost().equalsIgnoreCase(other.getHost())
        && port(url) == port(other);
  }

  /** Never the credentials. */
  @Override
  public String toString() {
    return url.toString();
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
