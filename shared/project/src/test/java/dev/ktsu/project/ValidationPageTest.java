package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page of validation lists the rules as they are ({@code -Ddocs.write=true} writes it anew).
 */
class ValidationPageTest {
  private static final Path PAGE = Path.of("../../docs/validation.md");
  private static final String BEGIN = "<!-- rules -->\n";
  private static final String END = "<!-- /rules -->";

  private static String table() {
    StringBuilder table = new StringBuilder("| Rule | | What it finds | What helps |\n");
    table.append("|---|---|---|---|\n");
    for (Rule rule : Rule.values()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  rule.id(),
                  rule.severity().name().toLowerCase(Locale.ROOT),
                  rule.meaning(),
                  rule.remedy()));
    }
    return table.toString();
  }

  @Test
  void pageListsEveryRule() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    if (Boolean.getBoolean("docs.write")) {
      page = page.substring(0, from) + table() + page.substring(page.indexOf(END));
      Files.writeString(PAGE, page);
    }
    assertEquals(
        table(), page.substring(from, page.indexOf(END)), "write it with -Ddocs.write=true");
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void ruleSaysInSentencesWhatIsWrongAndWhatHelps(Rule rule) {
    assertTrue(rule.meaning().matches("[a-z_A-Z!].*\\."), rule.meaning());
    assertTrue(rule.remedy().matches("[A-Z].*\\."), rule.remedy());
    assertTrue(rule.id().matches("[a-z]+(-[a-z]+)*"), rule.id());
  }
}
