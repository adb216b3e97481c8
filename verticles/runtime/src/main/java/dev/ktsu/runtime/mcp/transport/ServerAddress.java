package dev.ktsu.runtime.mcp.transport;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Where a tool server is, as whom and with which credentials it is spoken to; two that differ in
 * anything share no session.
 *
 * @param url as the server's file has it
 * @param persistentId sent in the query of each request to {@code url}; null for none
 * @param authHeader name of the header, null for none
 * @param authValue complete value, secret
 */
public record ServerAddress(
    URI url,
    @Nullable String persistentId,
    @Nullable String authHeader,
    @Nullable String authValue) {
  private static final String PERSISTENT_ID = "persistentId";
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

  /** The same server for anybody: which transport it speaks does not depend on who asks. */
  ServerAddress ofAnybody() {
    return new ServerAddress(url, null, authHeader, authValue);
  }

  /** Where requests go. */
  URI target() {
    return with("");
  }

  /** The same with {@code /sse} behind the path, where servers of the first revision listen. */
  URI streamTarget() {
    return with(url.toString().split("\\?", 2)[0].endsWith("/") ? "sse" : "/sse");
  }

  private URI with(String behindPath) {
    String[] parts = url.toString().split("\\?", 2);
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    if (parts.length > 1) {
      query.add(parts[1]);
    }
    if (persistentId != null) {
      query.add(PERSISTENT_ID + "=" + URLEncoder.encode(persistentId, StandardCharsets.UTF_8));
    }
    return URI.create(parts[0] + behindPath + query);
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
