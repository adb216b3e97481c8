package dev.ktsu.toolserver;

import dev.ktsu.futures.Clock;
import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.http.process.Shutdown;
import dev.ktsu.settings.Help;
import dev.ktsu.settings.Part;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import dev.ktsu.toolserver.builtin.ClockTools;
import dev.ktsu.toolserver.builtin.NoteTools;
import dev.ktsu.toolserver.builtin.TextTools;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/** The process of the built-in tool servers: {@code java -jar ktsu-toolserver.jar [flags]}. */
public final class ToolServerMain {
  private ToolServerMain() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(
          "Usage: java -jar ktsu-toolserver.jar [flags]\n\nServes the built-in tools.\n\n"
              + Help.of(Part.TOOLSERVER));
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
    Settings settings = Settings.of(Part.TOOLSERVER, arguments, environment);
    if (!settings.arguments().isEmpty()) {
      throw new SettingError("unexpected argument " + settings.arguments().getFirst());
    }
    Logging.start(
        settings.get(Registry.LOG_FORMAT), settings.get(Registry.LOG_LEVEL), new Secrets());
    Vertx vertx = Loops.start();
    List<ToolServerKit> kits =
        List.of(
            new ToolServerKit("clock", ClockTools.of(Clock.system())),
            new ToolServerKit("text", TextTools.all()),
            new ToolServerKit("notes", NoteTools.all()));
    new Shutdown(settings.get(Registry.STOP_GRACE_MS))
        .guard(() -> ToolServerService.start(vertx, settings, kits), ToolServerService::stop);
  }
}
