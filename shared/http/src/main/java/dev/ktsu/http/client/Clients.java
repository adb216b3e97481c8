package dev.ktsu.http.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Builds HTTP clients; the only place that does. */
public final class Clients {
  private Clients() {}

  /** A client that follows no redirects and keeps no cookies. */
  public static WebClient web(Vertx vertx, ClientHabits habits) {
    return WebClient.create(vertx, options(habits), pool(habits));
  }

  /** A client whose calls can be cut off: the request is in the caller's hands. */
  public static HttpClient http(Vertx vertx, ClientHabits habits) {
    return vertx.createHttpClient(limits(habits), pool(habits));
  }

  /**
   * The same by way of a proxy.
   *
   * @param proxy empty to go directly
   */
  public static HttpClient http(Vertx vertx, ClientHabits habits, Optional<ProxyOptions> proxy) {
    HttpClientOptions options = limits(habits);
    proxy.ifPresent(options::setProxyOptions);
    return vertx.createHttpClient(options, pool(habits));
  }

  /**
   * A proxy by its address.
   *
   * @param url {@code http://} or {@code socks5://}, perhaps with {@code user:password@}, host and
   *     port; blank for none
   */
  public static Optional<ProxyOptions> proxy(String url) {
    if (url.isBlank()) {
      return Optional.empty();
    }
    URI address = URI.create(url);
    ProxyOptions proxy =
        new ProxyOptions()
            .setType("socks5".equals(address.getScheme()) ? ProxyType.SOCKS5 : ProxyType.HTTP)
            .setHost(address.getHost())
            .setPort(address.getPort());
    if (address.getUserInfo() != null) {
      String[] who = address.getUserInfo().split(":", 2);
      proxy.setUsername(who[0]).setPassword(who.length == 2 ? who[1] : "");
    }
    return Optional.of(proxy);
  }

  private static WebClientOptions options(ClientHabits habits) {
    return new WebClientOptions(limits(habits))
        .setFollowRedirects(false)
        .setUserAgentEnabled(true)
        .setUserAgent("ktsu");
  }

  private static HttpClientOptions limits(ClientHabits habits) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(true)
            .setKeepAliveTimeout(habits.idleSeconds())
            .setHttp2KeepAliveTimeout(habits.idleSeconds())
            .setConnectTimeout(habits.connectMillis())
            .setReadIdleTimeout((int) Math.min(Integer.MAX_VALUE, habits.readMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setTcpNoDelay(true)
            .setName(habits.name());
    if (habits.http2()) {
      options
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setUseAlpn(true)
          .setHttp2ClearTextUpgrade(true)
          .setHttp2MultiplexingLimit(1_000);
    }
    return options;
  }

  /** The pool's own queue is unbounded on purpose: {@link Admission} decides before it. */
  private static PoolOptions pool(ClientHabits habits) {
    return new PoolOptions()
        .setHttp1MaxSize(habits.connections())
        .setHttp2MaxSize(habits.connections())
        .setMaxWaitQueueSize(-1);
  }
}
