package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions that never hold and steps that never begin; see {@link TypedProject}. */
class NeverTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "'`false`' § Correct it, or remove the step.",
        "\"params.mode == 'fsat'\" § Did you mean \"fast\"?",
        "\"'fsat' == params.mode\" § Correct it, or remove the step.",
        "\"step.sort.kind == 'x'\" § Known here: bug, idea.",
        "'step.sort.title == `5`' § Correct it, or remove the step.",
        "'step.call.status_code == `null` && `false`' § Correct it, or remove the step.",
        "'step.sort.title > `5`' § Correct it, or remove the step.",
        "\"length(step.sort.tags) == 'x'\" § Correct it, or remove the step.",
        "step.sort.final § Correct it, or remove the step.",
        "\"!(params.mode != 'x')\" § Correct it, or remove the step.",
        "\"params.mode == 'x' || step.sort.kind == 'y'\" § Correct it, or remove the step.",
      })
  void conditionThatNeverHoldsIsFound(String condition, String remedy) {
    List<Diagnostic> found =
        TypedProject.with("{id: x, transform: {}, condition: " + condition + "}").diagnostics();

    assertEquals(
        List.of("this condition never holds: \"x\" is always skipped"),
        found.stream().map(Diagnostic::message).toList());
    assertEquals("condition-never-holds", found.getFirst().rule());
    assertEquals(Severity.WARNING, found.getFirst().severity());
    assertEquals(remedy, found.getFirst().remedy());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"params.mode == 'fast'\"",
        "\"params.mode != 'x'\"",
        "'params.mode == `null`'",
        "'params.mode == params.any'",
        "'step.sort.score == `5`'",
        "'params.count == `5.0`'",
        "'step.call.status_code == `200`'",
        "'step.sort.by.age == `null`'",
        "'step.sort.by == `{}`'",
        "'`true`'",
        "step.sort.score",
        "\"contains(step.sort.tags, 'x') && params.any\"",
        "'step.close.skipped'",
      })
  void conditionThatMayHoldIsSound(String condition) {
    assertEquals(
        List.of(), TypedProject.found("{id: x, transform: {}, condition: " + condition + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "when: skipped § \"x\" never begins: \"pure\" never ends in skipped",
        "when: failure § ''",
        "when: [failure, skipped] § ''",
        "when: always § ''",
      })
  void stepAfterWhatNeverComesIsFound(String when, String expected) {
    List<String> found =
        TypedProject.with(
                "{id: x, transform: {}, depends_on: [{step: pure, "
                    + when
                    + "}]}\n  - {id: pure, transform: {}}")
            .diagnostics()
            .stream()
            .map(Diagnostic::message)
            .toList();

    assertEquals(expected.equals("''") ? List.of() : List.of(expected), found);
  }

  @Test
  void stepAfterOneThatNeverRunsIsFound() {
    assertEquals(
        List.of(
            "14:41 unreachable-step \"x\" never begins: \"off\" never ends in success or failure",
            "15:38 condition-never-holds this condition never holds: \"off\" is always skipped"),
        TypedProject.found(
            "{id: x, transform: {}, depends_on: [{step: off, when: [success, failure]}]}\n"
                + "  - {id: off, sleep: 1s, condition: '`false`'}"));
  }

  @Test
  void listWhoseConditionNeverHoldsIsStillComplete() {
    assertEquals(
        List.of(
            "15:71 condition-never-holds this condition never holds: nothing of \"off\" is"
                + " carried out"),
        TypedProject.found(
            "{id: x, transform: {}, depends_on: [{step: off, when: success}]}\n"
                + "  - {id: off, sleep: 1s, for_each: {from: params.orders}, condition: \"item.id"
                + " == 'x'\"}"));
  }
}
