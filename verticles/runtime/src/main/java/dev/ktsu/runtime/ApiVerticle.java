package dev.ktsu.runtime;

import dev.ktsu.http.server.Listener;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Routes;
import dev.ktsu.runtime.api.RuntimeApi;
import dev.ktsu.runtime.leg.Legs;
import dev.ktsu.runtime.leg.Meters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for legs, probes and readers of metrics. */
final class ApiVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ApiVerticle.class);

  private final RuntimeConfig config;
  private final Legs legs;
  private final Meters meters;
  private final Probes probes;
  private @Nullable HttpServer server;

  ApiVerticle(RuntimeConfig config, Legs legs, Meters meters, Probes probes) {
    this.config = config;
    this.legs = legs;
    this.meters = meters;
    this.probes = probes;
  }

  @Override
  public Future<?> start() {
    Routes routes = new Routes(vertx, config.bodyBytesMax());
    new RuntimeApi(legs, meters, probes).serve(routes, config.internalToken());
    LOG.info("the API runs on {}", Thread.currentThread().getName());
    return Listener.listen(vertx, routes.router(), config.host(), config.port())
        .onSuccess(listening -> server = listening);
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** The port it listens on, once it is deployed. */
  int port() {
    if (server == null) {
      throw new IllegalStateException("not listening yet");
    }
    return server.actualPort();
  }
}
