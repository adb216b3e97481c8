package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.project.Sites.Site;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import dev.ktsu.schema.MetaSchema;
import dev.ktsu.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The schema of a kind and its reader say the same of every key and of every form of value, in both
 * directions. What a reader takes is found by trying it; it lists its keys and words to whoever
 * writes one that is like none.
 */
class KindsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Map<FileKind, ObjectNode> DOCUMENTS = each(FileKind::schema);
  private static final Map<FileKind, Schema> SCHEMAS =
      each(kind -> Schema.compile(DOCUMENTS.get(kind)));
  private static final Map<FileKind, Sites> SITES = each(kind -> Sites.of(DOCUMENTS.get(kind)));
  private static final String UNLIKE_ANY = "q".repeat(60);
  private static final String LISTED = "Known here: ";

  private static final List<String> VALUES =
      List.of("'a'", "''", "' '", "'1s'", "0", "-7", "1.5", "true", "[]", "['a']", "[[]]", "{}");

  /** What a schema can say; all else is about other parts of the project. */
  private static final Set<String> OF_FORM =
      Set.of(
          "unknown-key",
          "wrong-type",
          "bad-value",
          "missing-field",
          "step-type",
          "bad-id",
          "unknown-op",
          "allowlist-pattern",
          "allowlist-missing",
          "empty-reflect",
          "output-schema-missing");

  private static <T> Map<FileKind, T> each(Function<FileKind, T> of) {
    return Stream.of(FileKind.values()).collect(Collectors.toMap(Function.identity(), of));
  }

  @ParameterizedTest
  @EnumSource
  void schemaIsOneAndHasNoFault(FileKind kind) {
    assertEquals(List.of(), MetaSchema.check(kind.schema()));
    assertEquals("urn:ktsu:" + kind.word(), kind.schema().path("$id").asText());
    assertEquals(List.of(), unfinished(kind.schema()), "a text with a comma wants quotes");
  }

  /** Keys without a value, at any depth. */
  private static List<String> unfinished(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.forEachEntry((name, value) -> names.addAll(value.isNull() ? List.of(name) : List.of()));
    schema.forEach(value -> names.addAll(unfinished(value)));
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void schemaHasTheKeysOfTheReader(FileKind kind) {
    List<String> different = new ArrayList<>();
    for (Site site : SITES.get(kind).all()) {
      Set<String> read = new TreeSet<>();
      boolean open = false;
      for (ObjectNode base : isOneKey(site) ? List.of(Json.object()) : site.bases()) {
        List<Diagnostic> unknown =
            findings(kind, site, Sites.with(base, UNLIKE_ANY, Json.parse("1"))).stream()
                .filter(found -> found.message().contains(UNLIKE_ANY))
                .toList();
        open |= unknown.isEmpty();
        unknown.forEach(found -> read.addAll(listed(found)));
      }
      Set<String> written = new TreeSet<>(site.properties());
      if (open != site.isOpen() || !open && !read.equals(written)) {
        different.add(site + (open ? " is open to the reader" : compared(written, read)));
      }
    }
    assertEquals(List.of(), different);
  }

  /** An op has no key but its name. */
  private static boolean isOneKey(Site site) {
    return site.schema().has("maxProperties");
  }

  @ParameterizedTest
  @EnumSource
  void schemaTakesTheKeysTogetherThatTheReaderTakes(FileKind kind) {
    Schema schema = SCHEMAS.get(kind);
    List<String> different = new ArrayList<>();
    for (Site site : SITES.get(kind).all()) {
      for (ObjectNode base : site.bases()) {
        for (String name : site.properties()) {
          compare(kind, schema, site, with(kind, site, base, name), different);
          ObjectNode without = base.deepCopy();
          if (without.remove(name) != null) {
            compare(kind, schema, site, without, different);
          }
        }
      }
    }
    assertEquals(List.of(), different);
  }

  @ParameterizedTest
  @EnumSource
  void schemaTakesTheValuesThatTheReaderTakes(FileKind kind) {
    Schema schema = SCHEMAS.get(kind);
    List<String> different = new ArrayList<>();
    int compared = 0;
    for (Site site : SITES.get(kind).all()) {
      for (String name : site.isOpen() ? List.<String>of() : site.properties()) {
        for (ObjectNode base : site.bases()) {
          ObjectNode sound = with(kind, site, base, name);
          if (!schema.check(site.around().apply(sound)).isEmpty()) {
            continue;
          }
          for (String value : VALUES) {
            JsonNode json = Json.parse(value.replace('\'', '"'));
            compare(kind, schema, site, Sites.with(base, name, json), different);
            compared++;
          }
        }
      }
    }
    assertTrue(compared > 50, compared + " values");
    assertEquals(List.of(), different);
  }

  @ParameterizedTest
  @EnumSource
  void schemaHasTheWordsOfTheReader(FileKind kind) {
    List<String> different = new ArrayList<>();
    for (Site site : SITES.get(kind).all()) {
      for (String name : site.properties()) {
        for (ObjectNode base : site.bases()) {
          words(kind, site, base, name, different);
        }
      }
    }
    assertEquals(List.of(), different);
  }

  private static void words(
      FileKind kind, Site site, ObjectNode base, String name, List<String> different) {
    JsonNode property = site.schema().path("properties").path(name);
    boolean isList = property.path("type").asText().equals("array");
    JsonNode word = Json.parse((isList ? "[\"%s\"]" : "\"%s\"").formatted(UNLIKE_ANY));
    Set<String> read = new TreeSet<>();
    findings(kind, site, Sites.with(base, name, word)).stream()
        .filter(found -> found.message().contains(UNLIKE_ANY) && OF_FORM.contains(found.rule()))
        .forEach(found -> read.addAll(listed(found)));
    Set<String> written = new TreeSet<>();
    collectWords(DOCUMENTS.get(kind), property, written);
    if (!read.isEmpty() && !read.equals(written)) {
      different.add(site + " " + name + compared(written, read));
    }
  }

  private static String compared(Set<String> written, Set<String> read) {
    Set<String> lacking = new TreeSet<>(read);
    Set<String> unread = new TreeSet<>(written);
    lacking.removeAll(written);
    unread.removeAll(read);
    return ": the schema lacks " + lacking + ", the reader does not take " + unread;
  }

  private static void collectWords(ObjectNode document, JsonNode schema, Set<String> words) {
    schema.path("enum").forEach(word -> words.add(word.asText()));
    schema.path("anyOf").forEach(branch -> collectWords(document, branch, words));
    for (JsonNode inner : List.of(schema.path("items"), Sites.referred(document, schema))) {
      if (!inner.isMissingNode()) {
        collectWords(document, inner, words);
      }
    }
  }

  @Test
  void readerCannotAskForWhatItsKindDoesNotDeclare() {
    Fields fields = fields(FileKind.SERVER, "{name: a, url: 'http://a'}");

    assertThrows(IllegalArgumentException.class, () -> fields.has("stateful"));
  }

  @Test
  void readerCannotHaveOtherWordsThanItsKind() {
    Fields fields = fields(FileKind.WORKFLOW, "{durable: each}");

    assertThrows(
        IllegalArgumentException.class, () -> fields.choice("durable", Map.of("folded", 1)));
  }

  @Test
  void stepsAreTriedAgainOnAllCodesButThoseThatNothingMends() {
    Set<Code> never =
        Set.of(Code.TOOL_OUTCOME_UNKNOWN, Code.CANCELLED, Code.TIMEOUT, Code.RUN_FAILED);
    Set<String> others =
        Stream.of(Code.values())
            .filter(code -> !never.contains(code))
            .map(Code::word)
            .collect(Collectors.toSet());

    JsonNode words = DOCUMENTS.get(FileKind.WORKFLOW).at("/$defs/retryCode/enum");

    assertEquals(others, words.valueStream().map(JsonNode::textValue).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotSupportedYetStandsInNoSchema(FileKind kind) {
    assertEquals(List.of(), DOCUMENTS.get(kind).findValues("notYet"));
  }

  private static Fields fields(FileKind kind, String yaml) {
    byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return Fields.of(SourceFile.parse("a.yaml", bytes, new Findings()).orElseThrow(), kind);
  }

  @Test
  void everyFileOfExamplesAndTestProjectsIsTaken() throws IOException, YamlException {
    int files = 0;
    for (Path file : projectFiles()) {
      FileKind kind = FileKind.of(file.toString()).orElseThrow();
      JsonNode json = YamlFile.parse(Files.readAllBytes(file)).json();
      assertEquals(List.of(), SCHEMAS.get(kind).check(json), file.toString());
      files++;
    }
    assertTrue(files > 40, files + " files");
  }

  /** The files of projects in this repository; those of {@code sarif} are wrong on purpose. */
  static List<Path> projectFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> FileKind.of(file.toString()).isPresent())
          .filter(file -> !file.toString().matches(".*/(target|\\.git|kinds|kubernetes|sarif)/.*"))
          .sorted()
          .toList();
    }
  }

  private static ObjectNode with(FileKind kind, Site site, ObjectNode base, String name) {
    return base.has(name) ? base : Sites.with(base, name, SITES.get(kind).sample(site, name));
  }

  private static void compare(
      FileKind kind, Schema schema, Site site, ObjectNode content, List<String> different) {
    boolean taken = schema.check(site.around().apply(content)).isEmpty();
    List<Diagnostic> found =
        findings(kind, site, content).stream()
            .filter(each -> isBeyondSchemas(each) ? !taken : OF_FORM.contains(each.rule()))
            .toList();
    if (taken != found.isEmpty()) {
      different.add(
          site + " " + content + ": schema " + (taken ? "takes" : "refuses") + " it, " + found);
    }
  }

  /** What a schema may refuse for its form, and take where something else is wrong with it. */
  private static boolean isBeyondSchemas(Diagnostic found) {
    return found.rule().equals("bad-expression")
        || found.message().equals("on: approval tells of agent steps alone");
  }

  private static List<String> listed(Diagnostic found) {
    if (!found.remedy().startsWith(LISTED)) {
      return List.of();
    }
    String names = found.remedy().substring(LISTED.length(), found.remedy().length() - 1);
    return List.of(names.split(", "));
  }

  private static List<Diagnostic> findings(FileKind kind, Site site, ObjectNode content) {
    return LoneFile.check(kind, "a.yaml", Json.bytes(site.around().apply(content)));
  }
}
