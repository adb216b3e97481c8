package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsFileTest {
  private static final String HEAD =
      """
      # Every setting with its default. Remove a # to set one, then start with
      #   set -a; . conf/ktsu.env; set +a; ./ktsu start --all
      # A flag on the command line goes before the variable. Logs go to standard error, as text or
      # as one JSON object a line; KTSU_LOG_LEVEL and KTSU_LOG_FORMAT say how.
      """;

  /** Write it anew with {@code -Dformat.write=true}. */
  @Test
  void settingsFileShowsTheRegistry() throws IOException {
    Path file = Sources.HOME.resolve("conf/ktsu.env");
    String made = made();
    if (Boolean.getBoolean("format.write")) {
      Files.writeString(file, made);
    }

    assertEquals(made, Sources.read(file), "run the test with -Dformat.write=true");
  }

  /** Two tiers may read one variable, each for its own purpose. */
  private static String made() {
    Map<String, List<Setting<?>>> byVariable = new LinkedHashMap<>();
    for (Setting<?> setting : Registry.all()) {
      byVariable.computeIfAbsent(setting.env(), unseen -> new ArrayList<>()).add(setting);
    }
    StringBuilder text = new StringBuilder(HEAD);
    byVariable.forEach(
        (variable, settings) -> {
          text.append('\n');
          settings.forEach(
              setting -> text.append("# %s (%s)\n".formatted(setting.help(), setting.unit())));
          text.append("#%s=%s\n".formatted(variable, settings.getLast().fallback()));
        });
    return text.toString();
  }
}
