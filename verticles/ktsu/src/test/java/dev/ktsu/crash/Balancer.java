package dev.ktsu.crash;

import dev.ktsu.futures.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands before several orchestrators: gives connections by turns to those that say that they
 * are ready, and breaks those to one that does not.
 */
final class Balancer {
  private static final long LOOK_MILLIS = 250;
  private static final long PATIENCE_MILLIS = 1_000;

  private final Vertx vertx;
  private final NetClient client;
  private final HttpClient looking;
  private final NetServer server;
  private final List<Integer> ports;
  private final Map<Integer, Set<NetSocket>> connections = new ConcurrentHashMap<>();
  private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
  private int turn;

  private Balancer(Vertx vertx, List<Integer> ports) {
    this.vertx = vertx;
    this.ports = ports;
    this.client = vertx.createNetClient();
    this.looking = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(500));
    this.server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0));
    ports.forEach(port -> connections.put(port, ConcurrentHashMap.newKeySet()));
    server.connectHandler(this::connect);
  }

  /**
   * Starts one.
   *
   * @param ports of the orchestrators, on loopback
   */
  static Balancer start(Vertx vertx, List<Integer> ports) {
    Balancer balancer = new Balancer(vertx, ports);
    balancer.server.listen().await();
    vertx.runOnContext(now -> ports.forEach(balancer::look));
    return balancer;
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void look(int port) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/health/ready")
            .setTimeout(PATIENCE_MILLIS)
            .setIdleTimeout(PATIENCE_MILLIS);
    Futures.attempt(looking::request, request)
        .compose(asked -> asked.send())
        .map(answer -> answer.statusCode() == 200)
        .otherwise(false)
        .onSuccess(
            isReady -> {
              note(port, isReady);
              vertx.setTimer(LOOK_MILLIS, again -> look(port));
            });
  }

  private void note(int port, boolean isReady) {
    if (isReady) {
      ready.add(port);
    } else if (ready.remove(port)) {
      List.copyOf(connections.get(port)).forEach(NetSocket::close);
    }
  }

  private void connect(NetSocket near) {
    List<Integer> open = ports.stream().filter(ready::contains).toList();
    if (open.isEmpty()) {
      near.close();
      return;
    }
    int port = open.get(turn++ % open.size());
    near.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(far -> join(port, near, far))
        .onFailure(refused -> near.close());
  }

  private void join(int port, NetSocket near, NetSocket far) {
    near.exceptionHandler(broken -> near.close());
    far.exceptionHandler(broken -> far.close());
    connections.get(port).add(near);
    near.closeHandler(
        closed -> {
          connections.get(port).remove(near);
          far.close();
        });
    far.closeHandler(closed -> near.close());
    near.pipeTo(far);
    far.pipeTo(near);
  }
}
