package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.project.format.Formatter;
import dev.ktsu.project.format.UnformattableException;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import dev.ktsu.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages of files have the tables that their schemas make ({@code -Ddocs.write=true} writes them
 * anew), and examples that are read without a complaint.
 */
class ReferencePagesTest {
  private static final Path PAGES = Path.of("../../docs/reference");
  private static final String END = "<!-- /fields -->";

  @ParameterizedTest
  @CsvSource({
    "WORKFLOW, workflow",
    "AGENT, agent",
    "SERVER, server",
    "GATEWAY, gateway",
    "ENVIRONMENT, environment",
    "TEST, test"
  })
  void pageHasTheFieldsOfTheSchema(FileKind kind, String name) throws IOException {
    Path page = PAGES.resolve(name + ".md");
    String text = Files.readString(page);
    String begin = "<!-- fields " + kind.word() + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    assertTrue(from >= begin.length(), "no place for the table");
    String table = new Table(kind.schema()).text();
    if (Boolean.getBoolean("docs.write")) {
      text = text.substring(0, from) + table + text.substring(text.indexOf(END));
      Files.writeString(page, text);
    }

    assertEquals(table, text.substring(from, text.indexOf(END)), "write it with -Ddocs.write=true");
  }

  @ParameterizedTest
  @CsvSource({
    "WORKFLOW, workflow",
    "AGENT, agent",
    "SERVER, server",
    "GATEWAY, gateway",
    "ENVIRONMENT, environment",
    "TEST, test"
  })
  void exampleIsRead(FileKind kind, String name)
      throws IOException, YamlException, UnformattableException {
    String page = Files.readString(PAGES.resolve(name + ".md"));
    String begin = "```yaml\n";
    int from = page.indexOf(begin, page.indexOf("## Example")) + begin.length();
    String example = page.substring(from, page.indexOf("```\n", from));
    byte[] bytes = example.getBytes(StandardCharsets.UTF_8);

    assertEquals(List.of(), LoneFile.check(kind, name + ".yaml", bytes));
    assertEquals(List.of(), Schema.compile(kind.schema()).check(YamlFile.parse(bytes).json()));
    assertEquals(example, Formatter.format(kind, example));
  }

  /** One row for each key, in the order of the schema. */
  private record Table(ObjectNode document, List<String> rows) {
    Table(ObjectNode document) {
      this(document, new ArrayList<>());
    }

    String text() {
      visit("", document);
      return "| Field | Type | Default | Meaning |\n|---|---|---|---|\n" + String.join("", rows);
    }

    private void visit(String path, JsonNode given) {
      JsonNode schema = Sites.resolved(document, given);
      alternatives(schema).forEach(branch -> visit(path, branch));
      JsonNode required = schema.path("required");
      schema
          .path("properties")
          .forEachEntry(
              (name, property) -> {
                String at = path.isEmpty() ? name : path + "." + name;
                JsonNode resolved = Sites.resolved(document, property);
                rows.add(row(at, resolved, isIn(required, name)));
                visit(at, property);
              });
      if (schema.has("items")) {
        visit(path + "[]", schema.path("items"));
      }
      if (schema.path("additionalProperties").isObject()) {
        visit(path + ".NAME", schema.path("additionalProperties"));
      }
    }

    /** A list of what may also stand alone says nothing new. */
    private static Stream<JsonNode> alternatives(JsonNode schema) {
      List<JsonNode> all = new ArrayList<>();
      schema.path("anyOf").forEach(all::add);
      return all.stream().filter(branch -> !all.contains(branch.path("items")));
    }

    private static boolean isIn(JsonNode names, String name) {
      return names.valueStream().anyMatch(each -> each.asText().equals(name));
    }

    private static String row(String path, JsonNode schema, boolean isRequired) {
      JsonNode preset = schema.path("default");
      String fallback = preset.isMissingNode() ? "" : "`" + shown(preset) + "`";
      String description = schema.path("description").asText();
      assertTrue(!description.isEmpty(), path + " has no description");
      return "| `%s` | %s | %s | %s |\n"
          .formatted(
              path,
              type(schema),
              isRequired ? "required" : fallback,
              schema.has("deprecated") ? description + " Use the newer one." : description);
    }

    private static String shown(JsonNode preset) {
      return preset.isTextual() ? preset.textValue() : preset.toString();
    }

    private static String type(JsonNode schema) {
      if (schema.has("enum")) {
        List<String> words = new ArrayList<>();
        schema.path("enum").forEach(word -> words.add("`" + word.asText() + "`"));
        return String.join(", ", words);
      }
      String title = schema.path("title").asText(schema.path("type").asText());
      assertTrue(!title.isEmpty(), schema + " has no title");
      return title;
    }
  }
}
