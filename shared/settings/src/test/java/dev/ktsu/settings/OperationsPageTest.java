package dev.ktsu.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The limits on the page for operators are those of the registry. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("../../docs/operations.md");
  private static final String BEGIN = "<!-- limits -->\n";
  private static final String END = "<!-- /limits -->";
  private static final Set<String> OF_LIMITS = Set.of("bytes", "count", "days", "ms", "s");

  /** Write them anew with {@code -Ddocs.write=true}. */
  @Test
  void everyLimitIsOnThePageWithItsDefault() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("docs.write")) {
      page = page.substring(0, begin) + limits() + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf(END);
    }
    assertEquals(limits(), page.substring(begin, end), "write it anew with -Ddocs.write=true");
  }

  private static String limits() {
    StringBuilder table = new StringBuilder("| Setting | Default | Meaning |\n|---|---|---|\n");
    Registry.all().stream()
        .filter(setting -> OF_LIMITS.contains(setting.unit()))
        .forEach(
            setting ->
                table.append(
                    "| `%s` | %s%s | %s |\n"
                        .formatted(
                            setting.env(),
                            setting.fallback(),
                            setting.unit().equals("count") ? "" : " " + setting.unit(),
                            setting.help())));
    return table.toString();
  }
}
