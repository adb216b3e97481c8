package dev.ktsu.toolserver;

import dev.ktsu.http.server.Exposure;
import dev.ktsu.http.server.Listener;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Routes;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listens, with a tool server under each path. */
final class ToolServerVerticle extends VerticleBase {
  private final Settings settings;
  private final List<ToolServerKit> kits;
  private @Nullable HttpServer server;

  ToolServerVerticle(Settings settings, List<ToolServerKit> kits) {
    this.settings = settings;
    this.kits = kits;
  }

  @Override
  public Future<?> start() {
    String host = settings.get(Registry.TOOLSERVER_HOST);
    Routes routes = new Routes(vertx, settings.get(Registry.BODY_BYTES_MAX));
    Probes probes = new Probes(vertx);
    probes.serve(routes);
    probes.servePlainHealth(routes);
    ToolRoutes tools = new ToolRoutes(Exposure.isLoopback(host));
    kits.forEach(kit -> tools.serve(routes, kit));
    routes.seal();
    return Listener.listen(vertx, routes.router(), host, settings.get(Registry.TOOLSERVER_PORT))
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
