package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.TestScript.ModelAnswer;
import dev.ktsu.project.TestScript.Ruling;
import dev.ktsu.project.TestScript.Said;
import dev.ktsu.project.TestScript.Verdict;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import dev.ktsu.schema.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of tests, as they are read and as editors check them by the schema. */
class TestFileReadingTest {
  private static final Path EXAMPLES = Path.of("../../examples");

  @Test
  void everyPartOfATestIsRead() {
    TestCase test =
        read("""
        workflow: story
        tests:
          - name: writes
            params: {n: 1}
            env: {REGION: eu}
            model:
              write: {when: Ada, text: hi, repeat: true}
            approvals:
              - {tool: t, decision: reject, reason: no}
              - {decision: answer, result: [1]}
              - {decision: approve, budget_usd: 0.5}
            expect:
              steps: {write: complete}
              order: [a, b]
              calls: {tools: [{tool: t, times: 0}]}
              snapshot: true
        """)
            .tests()
            .getFirst();

    ModelAnswer answer = test.script().model().get("write").getFirst();
    assertEquals("story", test.workflow());
    assertEquals("{\"n\":1}", test.params().toString());
    assertEquals("eu", test.env().get("REGION"));
    assertEquals(new Said.Text("hi"), answer.said());
    assertEquals("Ada", answer.when());
    assertTrue(answer.repeats());
    assertEquals(
        List.of(
            new Ruling.Rejected(),
            new Ruling.Answered(Json.parse("[1]")),
            new Ruling.Raised(Usd.of(new BigDecimal("0.5")))),
        test.script().approvals().stream().map(Verdict::ruling).toList());
    assertEquals("complete", test.expected().run().status());
    assertEquals("complete", test.expected().steps().get("write").status());
    assertEquals(List.of("a", "b"), test.expected().order());
    assertEquals(OptionalInt.of(0), test.expected().calls().getFirst().times());
    assertTrue(test.expected().snapshot());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "expekt: {} § 3:27 unknown-key unknown key \"expekt\"",
        "model: {a: [{}]}, expect: {} § 3:39 bad-value an answer of a model is one of output, text,"
            + " tool_calls and error",
        "model: {a: {text: a, error: b}}, expect: {} § 3:38 bad-value an answer of a model is one"
            + " of output, text, tool_calls and error",
        "tools: {s: {t: {}}}, expect: {} § 3:42 bad-value an answer of a tool is either result or"
            + " error",
        "approvals: [{decision: maybe}], expect: {} § 3:40 bad-value \"decision\" cannot be"
            + " \"maybe\"",
        "approvals: [{decision: answer}], expect: {} § 3:39 bad-value result goes with the decision"
            + " answer, and with no other",
        "approvals: [{decision: reject, result: 1}], expect: {} § 3:39 bad-value result goes with"
            + " the decision answer, and with no other",
        "approvals: [{decision: reject, budget_usd: 1}], expect: {} § 3:39 bad-value budget_usd"
            + " goes with the decision approve, and with no other",
        "approvals: [{tool: t}], expect: {} § 3:39 missing-field missing \"decision\"",
        "expect: {status: done} § 3:36 bad-value \"status\" cannot be \"done\"",
        "expect: {steps: {a: fine}} § 3:44 bad-value \"a\" cannot be \"fine\"",
        "expect: {calls: {tools: [{times: -1}]}} § 3:53 bad-value \"times\" must be at least 0, got"
            + " -1",
        "expect: {calls: {prompts: [{body: x}]}} § 3:55 unknown-key unknown key \"body\"",
      })
  void whatIsWrongIsNamedWithItsPlaceAndRefusedByTheSchemaToo(String keys, String expected)
      throws YamlException {
    String text = "workflow: w\ntests:\n  - {name: \"a test here\", " + keys + "}\n";
    TestFile file = read(text);

    assertTrue(
        file.findings().stream()
            .map(one -> one.line() + ":" + one.column() + " " + one.rule() + " " + one.message())
            .anyMatch(expected::equals),
        file.findings().toString());
    assertFalse(schema().check(json(text)).isEmpty(), "the schema takes it");
  }

  @Test
  void twoTestsOfOneNameAreRefused() {
    TestFile file =
        read("workflow: w\ntests:\n  - {name: a, expect: {}}\n  - {name: a, expect: {}}\n");

    assertEquals("duplicate-id", file.findings().getFirst().rule());
  }

  @Test
  void expressionsAreCompiledWhenTheFileIsRead() {
    TestFile file = read("workflow: w\ntests:\n  - {name: a, expect: {output_where: \"a ==\"}}\n");

    assertEquals("bad-expression", file.findings().getFirst().rule());
    assertEquals(3, file.findings().getFirst().line());
  }

  static List<Path> filesOfTheExamples() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(TestFile.ENDING)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("filesOfTheExamples")
  void readerAndSchemaTakeWhatTheExamplesHave(Path path) throws IOException, YamlException {
    byte[] bytes = Files.readAllBytes(path);

    assertEquals(List.of(), TestFile.read(path.toString(), bytes).findings());
    assertEquals(List.of(), schema().check(YamlFile.parse(bytes).json()));
  }

  @Test
  void fileOfThePageIsRight() throws IOException, YamlException {
    String page = Files.readString(Path.of("../../docs/testing.md"));
    String begin = "```yaml\n";
    int from = page.indexOf(begin, page.indexOf("## A file")) + begin.length();
    String file = page.substring(from, page.indexOf("```", from));

    assertEquals(List.of(), read(file).findings());
    assertEquals(List.of(), schema().check(json(file)));
    assertEquals(1, read(file).tests().size());
  }

  private static TestFile read(String text) {
    return TestFile.read("tests/a.test.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(String text) throws YamlException {
    return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8)).json();
  }

  private static Schema schema() {
    return Schema.compile(FileKind.TEST.schema());
  }
}
