package dev.ktsu.gateway;

import dev.ktsu.gateway.config.GatewayConfig;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Listener;
import dev.ktsu.http.server.Probes;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Builds a gateway and listens; stopping lets calls under way end first. */
final class GatewayVerticle extends VerticleBase {
  private final Settings settings;
  private final GatewayConfig config;
  private final Secrets secrets;
  private @Nullable Probes probes;
  private @Nullable HttpServer server;

  GatewayVerticle(Settings settings, GatewayConfig config, Secrets secrets) {
    this.settings = settings;
    this.config = config;
    this.secrets = secrets;
  }

  @Override
  public Future<?> start() {
    probes = new Probes(vertx);
    Router router = new GatewayRouter(vertx, settings, secrets).build(config, probes);
    String host = settings.get(Registry.GATEWAY_HOST);
    return Listener.listen(vertx, router, host, settings.get(Registry.GATEWAY_PORT))
        .onSuccess(listening -> server = listening);
  }

  @Override
  public Future<?> stop() {
    if (probes == null || server == null) {
      return Future.succeededFuture();
    }
    probes.drain();
    return server.shutdown(settings.get(Registry.STOP_GRACE_MS), TimeUnit.MILLISECONDS);
  }

  /** Where it listens, once it does. */
  int port() {
    return Objects.requireNonNull(server).actualPort();
  }
}
