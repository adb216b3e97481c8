package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.http.process.Shutdown;
import dev.ktsu.settings.Help;
import dev.ktsu.settings.Part;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/** The process of an orchestrator: {@code java -jar ktsu-orchestrator.jar [flags]}. */
public final class OrchestratorMain {
  private OrchestratorMain() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(
          "Usage: ktsu start orchestrator [flags]\n\nRuns workflows and keeps their state.\n\n"
              + Help.of(Part.ORCHESTRATOR));
      return;
    }
    try {
      run(arguments, System.getenv());
    } catch (SettingError unusable) {
      end(unusable.getMessage());
    } catch (Problem wrong) {
      end(wrong.getMessage());
    }
  }

  private static void run(List<String> arguments, Map<String, String> environment) {
    Settings settings = Settings.of(Part.ORCHESTRATOR, arguments, environment);
    if (!settings.arguments().isEmpty()) {
      throw new SettingError("unexpected argument " + settings.arguments().get(0));
    }
    Secrets secrets = new Secrets();
    secrets.add(List.of(settings.get(Registry.INTERNAL_TOKEN), settings.get(Registry.API_KEY)));
    Logging.start(settings.get(Registry.LOG_FORMAT), settings.get(Registry.LOG_LEVEL), secrets);
    Vertx vertx = Loops.start();
    Shutdown shutdown = new Shutdown(settings.get(Registry.STOP_GRACE_MS));
    shutdown.guard(
        () ->
            OrchestratorService.start(
                vertx,
                settings,
                secrets,
                problem -> {
                  System.err.println("Error: " + problem.getMessage());
                  shutdown.exit(1);
                }),
        OrchestratorService::stop);
  }

  /** Event loops are no daemons: only an exit ends the process. */
  private static void end(String error) {
    System.err.println("Error: " + error);
    System.exit(1);
  }
}
