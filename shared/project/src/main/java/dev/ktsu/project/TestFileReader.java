package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a file of tests. */
final class TestFileReader {
  private final SourceFile file;
  private final Map<String, Mark> names = new HashMap<>();

  TestFileReader(SourceFile file) {
    this.file = file;
  }

  List<TestCase> tests() {
    Fields fields = Fields.of(file, FileKind.TEST);
    String workflow = fields.text("workflow");
    List<TestCase> tests = new ArrayList<>();
    List<Fields> given = fields.mappings("tests");
    if (given.isEmpty()) {
      fields.missing("tests");
    }
    given.forEach(test -> tests.add(test(test, workflow)));
    return tests;
  }

  private TestCase test(Fields test, String workflowOfFile) {
    String name = test.text("name");
    checkIsNew(name, test.mark("name"));
    String workflow = test.given("workflow").orElse(workflowOfFile);
    if (workflow.isBlank()) {
      test.missing("workflow");
    }
    return new TestCase(
        name,
        test.mark(),
        workflow,
        object(test, "params"),
        environment(test),
        new TestScriptReader(test).script(),
        new TestExpectationReader(file, test).expectation());
  }

  private void checkIsNew(String name, Mark at) {
    Mark first = names.putIfAbsent(name, at);
    if (first != null && !name.isEmpty()) {
      file.report(
          Rule.DUPLICATE_ID,
          at,
          "the test \"" + name + "\" is already there at line " + first.line(),
          "Give it another name.");
    }
  }

  private static Map<String, String> environment(Fields test) {
    Map<String, String> values = new LinkedHashMap<>();
    test.mapping("env")
        .ifPresent(
            env ->
                env.entries()
                    .keySet()
                    .forEach(name -> env.given(name).ifPresent(text -> values.put(name, text))));
    return values;
  }

  /** An object as it stands in the file, an empty one for none. */
  static ObjectNode object(Fields fields, String key) {
    Optional<Fields> given = fields.mapping(key);
    ObjectNode object = Json.object();
    given.ifPresent(
        inner -> inner.entries().forEach((name, entry) -> object.set(name, entry.value().json())));
    return object;
  }
}
