package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.FaultPoints;
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
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running orchestrator, in a process of its own or beside other tiers. */
public final class OrchestratorService {
  private static final Logger LOG = LoggerFactory.getLogger(OrchestratorService.class);

  /** To runtimes and peers; webhooks come on top. */
  private static final long TIER_CONNECTIONS = 64;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private OrchestratorService(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Opens the store, takes up unfinished runs and listens.
   *
   * @param secrets gets the secret values that workflows declare
   * @param fatal told when the store is damaged: the process should end
   * @return fails with {@link SettingError} in a sentence
   */
  public static Future<OrchestratorService> start(
      Vertx vertx, Settings settings, Secrets secrets, Consumer<Problem> fatal) {
    return start(vertx, settings, secrets, Surroundings.real(vertx), fatal);
  }

  /** The same in given surroundings. */
  public static Future<OrchestratorService> start(
      Vertx vertx,
      Settings settings,
      Secrets secrets,
      Surroundings around,
      Consumer<Problem> fatal) {
    FaultPoints faults = FaultPoints.installed();
    return start(
        vertx, settings, there -> new OrchestratorVerticle(there, secrets, around, faults, fatal));
  }

  static Future<OrchestratorService> start(
      Vertx vertx,
      Settings settings,
      Secrets secrets,
      FaultPoints faults,
      Consumer<Problem> fatal) {
    Surroundings around = Surroundings.real(vertx);
    return start(
        vertx, settings, there -> new OrchestratorVerticle(there, secrets, around, faults, fatal));
  }

  private static Future<OrchestratorService> start(
      Vertx vertx, Settings settings, Function<Settings, OrchestratorVerticle> maker) {
    return vertx
        .executeBlocking(() -> prepare(settings))
        .compose(
            there -> {
              OrchestratorVerticle verticle = maker.apply(there);
              return vertx
                  .deployVerticle(verticle)
                  .map(id -> new OrchestratorService(vertx, id, verticle.port()))
                  .onSuccess(service -> service.announce(there));
            })
        .recover(failure -> Future.failedFuture(sentence(failure, settings)));
  }

  /** Where it listens, also when any free port was asked for. */
  public int port() {
    return port;
  }

  /** Takes nothing new, lets requests under way end, makes everything durable and closes. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  /** Checks what can be checked before anything opens; gives the settings of its environment. */
  private static Settings prepare(Settings given) {
    Settings settings = given;
    Path project = Path.of(settings.get(Registry.PROJECT_DIR));
    if (!Files.isDirectory(project)) {
      throw new SettingError(
          "the project folder "
              + project.toAbsolutePath().normalize()
              + " does not exist; name another with --project-dir");
    }
    for (String workspace : settings.get(Registry.WORKSPACES)) {
      if (!Files.isDirectory(Path.of(workspace))) {
        throw new SettingError(
            "the workspace "
                + Path.of(workspace).toAbsolutePath().normalize()
                + " does not exist; name another with --workspace");
      }
    }
    String environment = settings.get(Registry.ENVIRONMENT);
    if (!environment.isEmpty()) {
      Environment file =
          Project.open(SourceTree.of(project), ProjectOptions.defaults())
              .environmentNamed(environment);
      settings = settings.withEnvironment(file.under(settings.environment()));
    }
    if (settings.get(Registry.STORE_TYPE).equals("memory")) {
      LOG.warn("runs are kept in memory and lost when this process ends");
    }
    return settings;
  }

  private void announce(Settings settings) {
    long connections = TIER_CONNECTIONS + settings.get(Registry.WEBHOOKS_MAX);
    Descriptors.warning(connections).ifPresent(LOG::warn);
    String host = settings.get(Registry.ORCHESTRATOR_HOST);
    LOG.info("orchestrator listening on http://{}:{}", host, port);
    if (Exposure.isLoopback(host)) {
      LOG.info("only this machine reaches it; to open it set {}", Registry.ORCHESTRATOR_HOST.env());
    } else if (settings.get(Registry.API_KEY).isEmpty()) {
      LOG.warn(
          "everyone who reaches {} can start and read runs; set {}", host, Registry.API_KEY.env());
    }
  }

  private static Throwable sentence(Throwable failure, Settings settings) {
    if (failure instanceof BindException) {
      return new SettingError(
          "cannot listen on "
              + settings.get(Registry.ORCHESTRATOR_HOST)
              + ":"
              + settings.get(Registry.ORCHESTRATOR_PORT)
              + " ("
              + failure.getMessage()
              + "); stop what listens there, or set "
              + Registry.ORCHESTRATOR_PORT.env());
    }
    if (failure instanceof Problem refused && refused.code() == Code.INSTANCE_TAKEN) {
      return new SettingError(refused.getMessage() + " " + refused.remedy());
    }
    if (failure instanceof SQLException || failure instanceof IOException) {
      return new SettingError("init store: " + failure.getMessage());
    }
    return failure;
  }
}
