package dev.ktsu.runtime;

import dev.ktsu.http.client.Clients;
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
import io.vertx.core.net.ProxyOptions;
import java.util.List;
import java.util.Map;

/** The process of a runtime: {@code java -jar ktsu-runtime.jar [flags]}. */
public final class RuntimeMain {
  private RuntimeMain() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(
          "Usage: ktsu start runtime [flags]\n\nRuns the agent steps of workflows.\n\n"
              + Help.of(Part.RUNTIME));
      return;
    }
    try {
      run(arguments, System.getenv());
    } catch (SettingError unusable) {
      // Event loops are no daemons: only an exit ends the process.
      System.err.println("Error: " + unusable.getMessage());
      System.exit(1);
    }
  }

  private static void run(List<String> arguments, Map<String, String> environment) {
    Settings settings = Settings.of(Part.RUNTIME, arguments, environment);
    if (!settings.arguments().isEmpty()) {
      throw new SettingError("unexpected argument " + settings.arguments().getFirst());
    }
    Secrets secrets = new Secrets();
    secrets.add(List.of(settings.get(Registry.INTERNAL_TOKEN)));
    Clients.proxy(settings.get(Registry.EGRESS_PROXY))
        .map(ProxyOptions::getPassword)
        .ifPresent(password -> secrets.add(List.of(password)));
    Logging.start(settings.get(Registry.LOG_FORMAT), settings.get(Registry.LOG_LEVEL), secrets);
    Vertx vertx = Loops.start();
    new Shutdown(settings.get(Registry.STOP_GRACE_MS))
        .guard(() -> RuntimeService.start(vertx, settings), RuntimeService::stop);
  }
}
