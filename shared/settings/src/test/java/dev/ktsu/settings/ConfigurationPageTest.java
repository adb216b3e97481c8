package dev.ktsu.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of settings is made from the registry: {@code -Ddocs.write=true} writes it anew. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");
  private static final String HEAD =
      """
      # Configuration

      Every setting is an environment variable; some have a flag too. A flag beats the variable, the \
      variable beats the default, and an empty variable counts as not set. A value that cannot be \
      used ends the start with a sentence that names it.

      Where one command starts several tiers, the flag stands in the third column. Variables that \
      workflows and gateway.yaml declare for themselves are not listed here.

      This page is made from the registry in `shared/settings`. After a change there: \
      `mvn -q -pl shared/settings test -Ddocs.write=true`.
      """;

  /** Every tier first; a part that is missing here would be missing on the page. */
  private static final List<Part> PARTS =
      List.of(
          Part.TIERS, Part.ORCHESTRATOR, Part.RUNTIME, Part.GATEWAY, Part.TOOLSERVER, Part.CLIENT);

  @Test
  void pageSaysWhatTheRegistrySays() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page());
    }
    assertEquals(page(), Files.readString(PAGE), "write it anew with -Ddocs.write=true");
    for (Setting<?> setting : Registry.all()) {
      assertTrue(page().contains("| `" + setting.env() + "` |"), setting.env());
    }
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Part part : PARTS) {
      page.append("\n## ").append(title(part)).append("\n\n");
      page.append("| Variable | Flag | With all tiers | Default | Unit | Meaning |\n");
      page.append("|---|---|---|---|---|---|\n");
      Registry.all().stream()
          .filter(setting -> setting.part() == part)
          .forEach(setting -> page.append(row(setting)));
    }
    return page.toString();
  }

  private static String title(Part part) {
    return switch (part) {
      case TIERS -> "Every tier";
      case ORCHESTRATOR -> "Orchestrator";
      case RUNTIME -> "Runtime";
      case GATEWAY -> "Gateway";
      case TOOLSERVER -> "Tool servers";
      case CLIENT -> "Client commands";
    };
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | %s | %s | %s |\n"
        .formatted(
            setting.env(),
            code(setting.flag()),
            code(setting.flagOfAll()),
            code(setting.fallback()),
            setting.unit(),
            setting.help());
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
