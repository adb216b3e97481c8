package dev.ktsu.run;

import dev.ktsu.client.OrchestratorClient;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.Shell;
import dev.ktsu.start.AllInOne;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Every tier in this process, over the store of a project, for the time of a command. */
final class LocalTiers implements AutoCloseable {
  private static final String STATE_DIR = ".ktsu";
  private static final String INSTANCE = "ktsu-run";
  private static final long STOP_MILLIS = 5_000;

  private final Vertx vertx;
  private final AllInOne tiers;
  private final OrchestratorClient client;

  private LocalTiers(Vertx vertx, AllInOne tiers, OrchestratorClient client) {
    this.vertx = vertx;
    this.tiers = tiers;
    this.client = client;
  }

  /**
   * Starts them; blocks until all listen.
   *
   * @param shell told when the store is damaged; the process ends then
   * @param takeUp which left-over runs go on: {@code left}, {@code none} or the id of one
   * @param verbose whether the log shows more than warnings
   */
  static LocalTiers start(
      Shell shell, Settings given, Path project, String takeUp, boolean verbose) {
    Settings settings =
        withGatewayConfig(onLoopback(given), project)
            .with(Registry.PROJECT_DIR, project.toString())
            .with(Registry.STORE_TYPE, "sqlite")
            .with(Registry.DB_PATH, database(project).toString())
            .with(Registry.INSTANCE_ID, INSTANCE)
            .with(Registry.RUNTIME_ID, INSTANCE)
            .with(Registry.TAKE_UP, takeUp);
    Secrets secrets = new Secrets();
    secrets.add(List.of(settings.get(Registry.INTERNAL_TOKEN), settings.get(Registry.API_KEY)));
    String level = verbose ? settings.get(Registry.LOG_LEVEL) : "warn";
    Logging.start(settings.get(Registry.LOG_FORMAT), level, secrets);
    Vertx vertx = Loops.start();
    AllInOne tiers = AllInOne.start(vertx, settings, secrets, damage -> end(shell, damage)).await();
    OrchestratorClient client = new OrchestratorClient(tiers.url(), settings.get(Registry.API_KEY));
    return new LocalTiers(vertx, tiers, client);
  }

  OrchestratorClient client() {
    return client;
  }

  @Override
  public void close() {
    try {
      tiers.stop().eventually(vertx::close).await(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      throw new CommandError("the tiers did not stop within " + STOP_MILLIS + " ms");
    }
  }

  private static void end(Shell shell, Problem damage) {
    shell.err().println("Error: " + damage.getMessage());
    Runtime.getRuntime().halt(1);
  }

  /** Whatever the environment says for servers: free ports that only this machine reaches. */
  private static Settings onLoopback(Settings settings) {
    String host = "127.0.0.1";
    return settings
        .with(Registry.ORCHESTRATOR_HOST, host)
        .with(Registry.ORCHESTRATOR_PORT, "0")
        .with(Registry.OWN_URL, "")
        .with(Registry.RUNTIME_URL, "")
        .with(Registry.RUNTIME_HOST, host)
        .with(Registry.RUNTIME_PORT, "0")
        .with(Registry.RUNTIME_OWN_URL, "")
        .with(Registry.GATEWAY_HOST, host)
        .with(Registry.GATEWAY_PORT, "0")
        .with(Registry.STOP_GRACE_MS, "1000");
  }

  private static Settings withGatewayConfig(Settings settings, Path project) {
    boolean given = settings.isSet(Registry.GATEWAY_CONFIG);
    Path file =
        given
            ? Path.of(settings.get(Registry.GATEWAY_CONFIG))
            : project.resolve(settings.get(Registry.GATEWAY_CONFIG));
    if (!Files.isRegularFile(file)) {
      throw new CommandError(
          "there is no "
              + file
              + " to say which models to use; copy conf/gateway.demo.yaml there (a simulated model,"
              + " no key needed), or name a file with --gateway-config");
    }
    return settings.with(Registry.GATEWAY_CONFIG, file.toString());
  }

  private static Path database(Path project) {
    try {
      return Files.createDirectories(project.resolve(STATE_DIR)).resolve("ktsu.db");
    } catch (IOException refused) {
      throw new CommandError(
          "cannot make the folder " + project.resolve(STATE_DIR) + ": " + refused.getMessage());
    }
  }
}
