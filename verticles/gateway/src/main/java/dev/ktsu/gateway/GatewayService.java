package dev.ktsu.gateway;

import dev.ktsu.gateway.config.GatewayConfig;
import dev.ktsu.http.client.Descriptors;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Exposure;
import dev.ktsu.project.Environment;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway, in a process of its own or beside other tiers. */
public final class GatewayService {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private GatewayService(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Reads gateway.yaml and listens.
   *
   * @param secrets gets the keys of the file, so that logs and errors do not show them
   * @return fails with {@link SettingError} or a problem that names the place in the file
   */
  public static Future<GatewayService> start(Vertx vertx, Settings settings, Secrets secrets) {
    String host = settings.get(Registry.GATEWAY_HOST);
    String token = settings.get(Registry.INTERNAL_TOKEN);
    boolean insecure = settings.get(Registry.INSECURE);
    return Exposure.refusal("gateway", host, token, insecure)
        .<Future<GatewayService>>map(why -> Future.failedFuture(new SettingError(why)))
        .orElseGet(
            () ->
                vertx
                    .executeBlocking(() -> read(settings))
                    .compose(config -> deploy(vertx, settings, config, secrets)));
  }

  /** Where it listens, also when any free port was asked for. */
  public int port() {
    return port;
  }

  /** Takes nothing new, lets calls under way end within the grace of the settings, and closes. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  private static GatewayConfig read(Settings settings) {
    Path file = Path.of(settings.get(Registry.GATEWAY_CONFIG));
    String name = settings.get(Registry.ENVIRONMENT);
    if (name.isEmpty()) {
      return GatewayConfig.read(file, List.of(), settings.environment());
    }
    Path project = Path.of(settings.get(Registry.PROJECT_DIR));
    Environment there =
        Project.open(SourceTree.of(project), ProjectOptions.defaults()).environmentNamed(name);
    return GatewayConfig.read(file, there.providers(), there.under(settings.environment()));
  }

  private static Future<GatewayService> deploy(
      Vertx vertx, Settings settings, GatewayConfig config, Secrets secrets) {
    secrets.add(config.secrets());
    config.warnings().forEach(LOG::warn);
    long connections =
        (long) settings.get(Registry.PROVIDER_CONNECTIONS) * config.providers().size();
    Descriptors.warning(connections).ifPresent(LOG::warn);
    GatewayVerticle verticle = new GatewayVerticle(settings, config, secrets);
    return vertx
        .deployVerticle(verticle)
        .map(deployment -> new GatewayService(vertx, deployment, verticle.port()))
        .onSuccess(service -> announce(settings, service.port()))
        .recover(failure -> Future.failedFuture(sentence(failure, settings)));
  }

  private static void announce(Settings settings, int port) {
    String host = settings.get(Registry.GATEWAY_HOST);
    LOG.info("gateway listening on http://{}:{}", host, port);
    if (Exposure.isLoopback(host)) {
      LOG.info(
          "only this machine reaches it; to open it set {} and {}",
          Registry.GATEWAY_HOST.env(),
          Registry.INTERNAL_TOKEN.env());
    }
  }

  private static Throwable sentence(Throwable failure, Settings settings) {
    return failure instanceof BindException
        ? new SettingError(
            "cannot listen on "
                + settings.get(Registry.GATEWAY_HOST)
                + ":"
                + settings.get(Registry.GATEWAY_PORT)
                + " ("
                + failure.getMessage()
                + "); stop what listens there, or set "
                + Registry.GATEWAY_PORT.env())
        : failure;
  }
}
