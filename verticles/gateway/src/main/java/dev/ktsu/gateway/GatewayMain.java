package dev.ktsu.gateway;

import dev.ktsu.contracts.problems.Place;
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
import java.util.stream.Collectors;

/** The process of a gateway: {@code java -jar ktsu-gateway.jar [flags]}. */
public final class GatewayMain {
  private GatewayMain() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(
          "Usage: ktsu start gateway [flags]\n\nMakes model calls for the other tiers.\n\n"
              + Help.of(Part.GATEWAY));
      return;
    }
    try {
      run(arguments, System.getenv());
    } catch (SettingError unusable) {
      end(unusable.getMessage());
    } catch (Problem wrong) {
      end("gateway init: " + sentence(wrong));
    }
  }

  private static void run(List<String> arguments, Map<String, String> environment) {
    Settings settings = Settings.of(Part.GATEWAY, arguments, environment);
    if (!settings.arguments().isEmpty()) {
      throw new SettingError("unexpected argument " + settings.arguments().get(0));
    }
    Secrets secrets = new Secrets();
    secrets.add(List.of(settings.get(Registry.INTERNAL_TOKEN)));
    Logging.start(settings.get(Registry.LOG_FORMAT), settings.get(Registry.LOG_LEVEL), secrets);
    Vertx vertx = Loops.start();
    new Shutdown(settings.get(Registry.STOP_GRACE_MS))
        .guard(() -> GatewayService.start(vertx, settings, secrets), GatewayService::stop);
  }

  private static String sentence(Problem problem) {
    return problem.places().isEmpty()
        ? problem.getMessage()
        : problem.places().stream().map(Place::toString).collect(Collectors.joining("\n"));
  }

  /** Event loops are no daemons: only an exit ends the process. */
  private static void end(String error) {
    System.err.println("Error: " + error);
    System.exit(1);
  }
}
