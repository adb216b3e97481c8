package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Template;
import dev.ktsu.expressions.Work;
import dev.ktsu.project.TextPlace.In;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page of expressions has the table of places as the loader has it ({@code -Ddocs.write=true}
 * writes it anew), and its examples are true.
 */
class ExpressionsPageTest {
  private static final Path PAGE = Path.of("../../docs/expressions.md");
  private static final String BEGIN = "<!-- places -->\n";
  private static final String END = "<!-- /places -->";
  private static final Pattern BLOCK = Pattern.compile("```(json|text)\n(.*?)```", Pattern.DOTALL);

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder(
            "| In | Place | Read as | `params` | `env` | `step` | bare id | `item` |\n");
    table.append("|---|---|---|---|---|---|---|---|\n");
    for (TextPlace place : TextPlace.values()) {
      table.append(
          "| %s | %s | %s |".formatted(place.in().word(), code(place), place.form().words()));
      for (Namespace namespace :
          List.of(
              Namespace.PARAMS, Namespace.ENV, Namespace.STEP, Namespace.FLAT, Namespace.ITEM)) {
        table.append(place.namespaces().contains(namespace) ? " yes |" : " |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String code(TextPlace place) {
    return place.word().contains(" ") ? place.word() : "`" + place.word() + "`";
  }

  @Test
  void pageHasTheTableOfTheLoader() throws IOException {
    String page = page();
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
    }
    assertEquals(
        table(), page().substring(from, page().indexOf(END)), "write it with -Ddocs.write=true");
  }

  @Test
  void examplesAreTrue() throws IOException {
    List<String> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(page()); block.find(); ) {
      blocks.add(block.group(2));
    }
    JsonNode scope = Json.parse(blocks.get(0));

    examples(blocks.get(1))
        .forEach(
            pair ->
                assertEquals(
                    Json.text(Json.parse(pair[1])),
                    Json.text(Expression.compile(pair[0]).evaluate(scope)),
                    pair[0]));
    examples(blocks.get(2))
        .forEach(
            pair ->
                assertEquals(pair[1], Template.parse(pair[0]).render(scope).textValue(), pair[0]));
  }

  private static List<String[]> examples(String block) {
    List<String[]> pairs = block.lines().map(line -> line.split("\\s+=>\\s+", 2)).toList();
    assertTrue(pairs.size() > 3);
    return pairs;
  }

  @Test
  void pageNamesTheLimitOfWork() throws IOException {
    assertTrue(page().contains("%,d values looked at".formatted(Work.HEAVY_MAX)));
    assertTrue(page().contains("More than %,d values".formatted(Work.LIGHT_MAX)));
  }

  @Test
  void everyPlaceBelongsToAFileThatHasParameters() {
    for (TextPlace place : TextPlace.values()) {
      boolean stepsAreSeen = place.namespaces().contains(Namespace.STEP);
      assertTrue(!stepsAreSeen || place.in() == In.STEP || place.in() == In.WORKFLOW);
    }
  }
}
