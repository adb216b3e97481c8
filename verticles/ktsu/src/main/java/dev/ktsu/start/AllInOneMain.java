package dev.ktsu.start;

import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.http.process.Shutdown;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.Shell;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process with every tier, on the ports of the settings. */
final class AllInOneMain {
  private AllInOneMain() {}

  /** Returns when all tiers listen; they end at SIGTERM or Ctrl-C. */
  static void start(Settings given, Shell shell) {
    if (!given.arguments().isEmpty()) {
      throw new SettingError("unexpected argument " + given.arguments().getFirst());
    }
    Settings settings = withGatewayConfig(given);
    Secrets secrets = new Secrets();
    secrets.add(List.of(settings.get(Registry.INTERNAL_TOKEN), settings.get(Registry.API_KEY)));
    Logging.start(settings.get(Registry.LOG_FORMAT), settings.get(Registry.LOG_LEVEL), secrets);
    Vertx vertx = Loops.start();
    Shutdown shutdown = new Shutdown(settings.get(Registry.STOP_GRACE_MS));
    shutdown.guard(
        () ->
            AllInOne.start(
                vertx,
                settings,
                secrets,
                problem -> {
                  shell.err().println("Error: " + problem.getMessage());
                  shutdown.exit(1);
                }),
        AllInOne::stop);
  }

  /** Where nothing is said: the file of the working directory, else that of the project. */
  private static Settings withGatewayConfig(Settings settings) {
    Path here = Path.of(settings.get(Registry.GATEWAY_CONFIG));
    if (settings.isSet(Registry.GATEWAY_CONFIG) || Files.exists(here)) {
      return settings;
    }
    Path ofProject = Path.of(settings.get(Registry.PROJECT_DIR)).resolve(here);
    return settings.with(Registry.GATEWAY_CONFIG, ofProject.toString());
  }
}
