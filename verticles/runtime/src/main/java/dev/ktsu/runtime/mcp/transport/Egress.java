package dev.ktsu.runtime.mcp.transport;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The way to tool servers elsewhere. Those of this machine are called directly.
 *
 * @param proxy empty to call all of them directly
 * @param direct other hosts that are: names, or {@code *.suffix} for all within a domain
 */
public record Egress(Optional<ProxyOptions> proxy, List<String> direct) {
  /** Without a proxy. */
  public static final Egress DIRECT = new Egress(Optional.empty(), List.of());

  private static final String LOOPBACK = "localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]";

  public Egress {
    direct = direct.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Sends the request by the proxy, where that makes the calls to its target. */
  void apply(RequestOptions request, URI target) {
    String host = target.getHost().toLowerCase(Locale.ROOT);
    if (!host.matches(LOOPBACK) && direct.stream().noneMatch(pattern -> covers(pattern, host))) {
      proxy.ifPresent(request::setProxyOptions);
    }
  }

  private static boolean covers(String pattern, String host) {
    return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
  }
}
