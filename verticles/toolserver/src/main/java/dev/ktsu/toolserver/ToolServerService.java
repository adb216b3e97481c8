package dev.ktsu.toolserver;

import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A set of tool servers behind one listener: starts and stops them. */
public final class ToolServerService {
  private static final Logger LOG = LoggerFactory.getLogger(ToolServerService.class);

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private ToolServerService(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @return fails with a {@link SettingError} when the address cannot be used
   */
  public static Future<ToolServerService> start(
      Vertx vertx, Settings settings, List<ToolServerKit> kits) {
    ToolServerVerticle verticle = new ToolServerVerticle(settings, kits);
    return vertx
        .deployVerticle(verticle)
        .map(deployment -> new ToolServerService(vertx, deployment, verticle.port()))
        .onSuccess(service -> service.announce(settings.get(Registry.TOOLSERVER_HOST), kits))
        .recover(failure -> Future.failedFuture(sentence(failure, settings)));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Stops listening. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  private void announce(String host, List<ToolServerKit> kits) {
    for (ToolServerKit kit : kits) {
      LOG.info("tool server {} listening on http://{}:{}/{}", kit.name(), host, port, kit.name());
    }
  }

  private static Throwable sentence(Throwable failure, Settings settings) {
    return failure instanceof BindException
        ? new SettingError(
            "cannot listen on "
                + settings.get(Registry.TOOLSERVER_HOST)
                + ":"
                + settings.get(Registry.TOOLSERVER_PORT)
                + " ("
                + failure.getMessage()
                + "); stop what listens there, or set "
                + Registry.TOOLSERVER_PORT.env())
        : failure;
  }
}
