package dev.ktsu.project.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of this repository, written anew with their keys shuffled, in blocks and braces, with
 * blank lines and with comments that name the key they stand at. The seed is in the message.
 */
class GeneratedFilesTest {
  private static final int ROUNDS = 4;

  static List<Path> projectFiles() throws IOException {
    return FormatterTest.projectFiles().toList();
  }

  @ParameterizedTest
  @MethodSource("projectFiles")
  void shuffledFileMeansTheSameInOrderAndKeepsItsComments(Path file)
      throws IOException, YamlException, UnformattableException {
    JsonNode tree = YamlFile.parse(Files.readAllBytes(file)).json();
    FileKind kind = FileKind.of(file.toString()).orElseThrow();
    long first = System.nanoTime();
    for (long seed = first; seed < first + ROUNDS; seed++) {
      String shuffled = new Writer(new SplittableRandom(seed)).written(tree);
      String what = "seed " + seed + "\n" + shuffled;

      String formatted = Formatter.format(kind, shuffled);

      assertEquals(tree, parse(formatted), what);
      assertEquals(formatted, Formatter.format(kind, formatted), what);
      assertCommentsStandAtTheirKeys(formatted, what);
      assertEquals(count(shuffled), count(formatted), what);
    }
  }

  private static long count(String text) {
    return text.lines().filter(line -> line.contains("# of ") || line.contains("# by ")).count();
  }

  private static void assertCommentsStandAtTheirKeys(String text, String what) {
    List<String> wanted = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String plain = line.replaceFirst("^ *(- +)*", "");
      if (plain.startsWith("# of ")) {
        wanted.add(plain.substring(5));
      } else if (!plain.isBlank()) {
        boolean isOne = wanted.isEmpty() || wanted.stream().anyMatch(plain::startsWith);
        assertTrue(isOne, () -> wanted + " above " + plain + ", " + what);
        wanted.clear();
      }
      int by = plain.indexOf("# by ");
      assertTrue(by < 0 || plain.startsWith(plain.substring(by + 5)), () -> plain + ", " + what);
    }
  }

  private static JsonNode parse(String text) throws YamlException {
    return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8)).json();
  }

  /** Writes a tree as YAML, never twice alike. */
  private record Writer(RandomGenerator random) {
    String written(JsonNode tree) {
      return (chance(2) ? "# About the file.\n\n" : "") + block(tree, 0, 0);
    }

    /** Lines whose first one is indented by so much only, for it may stand behind a dash. */
    private String block(JsonNode node, int indent, int firstIndent) {
      StringBuilder text = new StringBuilder();
      boolean isFirst = true;
      for (Map.Entry<String, JsonNode> field : shuffled(node)) {
        String key = Json.text(field.getKey());
        String margin = " ".repeat(isFirst ? firstIndent : indent);
        if (!(isFirst && firstIndent < indent)) {
          text.append(chance(5) ? "\n" : "");
          text.append(chance(3) ? " ".repeat(indent) + "# of " + key + "\n" : "");
        }
        text.append(margin).append(key).append(':').append(value(key, field.getValue(), indent));
        isFirst = false;
      }
      return text.toString();
    }

    private String value(String key, JsonNode value, int indent) {
      String comment = chance(3) ? " # by " + key + "\n" : "\n";
      boolean inBlock = value.isContainerNode() && !value.isEmpty() && !chance(4);
      if (inBlock && value.isObject()) {
        return comment + block(value, indent + 2, indent + 2);
      } else if (inBlock) {
        return comment + list(value, indent + 2 * random.nextInt(2));
      } else if (value.isTextual() && value.textValue().matches("\\w.*\\w") && chance(2)) {
        return " |-" + comment + " ".repeat(indent + 2) + value.textValue() + "\n";
      }
      return " " + flow(value) + comment;
    }

    private String list(JsonNode list, int indent) {
      StringBuilder text = new StringBuilder();
      for (JsonNode item : list) {
        boolean inBlock = item.isObject() && !item.isEmpty() && !chance(4);
        text.append(" ".repeat(indent)).append("- ");
        text.append(inBlock ? block(item, indent + 2, 0) : flow(item) + "\n");
      }
      return text.toString();
    }

    private String flow(JsonNode node) {
      if (node.isObject()) {
        List<String> fields = new ArrayList<>();
        shuffled(node).forEach(f -> fields.add(Json.text(f.getKey()) + ": " + flow(f.getValue())));
        return "{" + String.join(chance(2) ? ", " : " ,  ", fields) + "}";
      } else if (node.isArray()) {
        List<String> items = new ArrayList<>();
        node.forEach(item -> items.add(flow(item)));
        return "[" + String.join(", ", items) + "]";
      }
      return Json.text(node);
    }

    private List<Map.Entry<String, JsonNode>> shuffled(JsonNode object) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
      for (int i = fields.size() - 1; i > 0; i--) {
        Collections.swap(fields, i, random.nextInt(i + 1));
      }
      return fields;
    }

    private boolean chance(int of) {
      return random.nextInt(of) == 0;
    }
  }
}
