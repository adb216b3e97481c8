package dev.ktsu.project;

import dev.ktsu.project.TestExpectation.CallExpectation;
import dev.ktsu.project.yaml.Mark;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a file of tests speaks of workflows and steps that are there. */
final class TestWiring {
  private final SourceFile file;
  private final Map<String, Optional<Definition>> workflows;

  /**
   * @param workflows of the project by stem; empty for one that cannot be read
   */
  TestWiring(SourceFile file, Map<String, Optional<Definition>> workflows) {
    this.file = file;
    this.workflows = workflows;
  }

  void check() {
    for (TestCase test : new TestFileReader(file).tests()) {
      if (workflows.containsKey(test.workflow())) {
        workflows.get(test.workflow()).ifPresent(definition -> steps(test, definition));
      } else if (!test.workflow().isEmpty()) {
        file.report(
            Rule.FILE_MISSING,
            test.at(),
            "there is no workflow \"" + test.workflow() + "\"",
            Nearest.remedy(test.workflow(), workflows.keySet()));
      }
    }
  }

  private void steps(TestCase test, Definition definition) {
    Set<String> known = places(definition);
    test.expected().steps().forEach((path, ending) -> step(path, ending.at(), known));
    for (CallExpectation call : test.expected().calls()) {
      if (!call.step().isEmpty()) {
        step(call.step(), call.at(), known);
      }
    }
  }

  /** A path may name one item of a list: {@code look-up[2]}. */
  private void step(String path, Mark mark, Set<String> known) {
    if (!known.contains(path.replaceAll("\\[\\d+]", ""))) {
      file.report(
          Rule.UNKNOWN_STEP,
          mark,
          "there is no step \"" + path + "\"",
          Nearest.remedy(path, known));
    }
  }

  private static Set<String> places(Definition definition) {
    Set<String> places = new LinkedHashSet<>();
    definition.workflow().pipeline().forEach(step -> places.add(step.id()));
    definition
        .workflowsByStep()
        .forEach(
            (place, inner) ->
                inner.pipeline().forEach(step -> places.add(place + "/" + step.id())));
    return places;
  }
}
