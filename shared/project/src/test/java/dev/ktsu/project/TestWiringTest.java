package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project has one workflow, {@code w}, with the steps {@code first} and {@code rest/last}. */
class TestWiringTest {
  private static final String HEAD = "workflow: w\ntests:\n";

  @Test
  void soundFileIsListedAmongTheTests() {
    Report.Entry entry = validated(HEAD + "  - {name: a, expect: {status: complete}}\n");

    assertEquals(Report.Kind.TEST, entry.kind());
    assertEquals("tests/w.test.yaml", entry.file());
    assertEquals(List.of(), entry.diagnostics());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{name: a, workflow: v, expect: {}} § file-missing there is no workflow \"v\"",
        "{name: a, expect: {steps: {frist: complete}}} § unknown-step there is no step \"frist\"",
        "{name: a, expect: {steps: {rest/first: complete}}} § unknown-step there is no step"
            + " \"rest/first\"",
        "{name: a, expect: {calls: {webhooks: [{step: thrid}]}}} § unknown-step there is no step"
            + " \"thrid\"",
        "{name: a, expect: {stauts: complete}} § unknown-key unknown key \"stauts\"",
      })
  void mistakeIsReportedWithItsPlace(String test, String expected) {
    Diagnostic found = validated(HEAD + "  - " + test + "\n").diagnostics().getFirst();

    assertEquals(expected, found.rule() + " " + found.message());
    assertEquals(3, found.line());
  }

  @Test
  void itemsAndStepsOfSubWorkflowsAreKnown() {
    Report.Entry entry =
        validated(
            HEAD + "  - {name: a, expect: {steps: {'first[1]': complete, rest/last: failed}}}\n");

    assertEquals(List.of(), entry.diagnostics());
  }

  private static Report.Entry validated(String tests) {
    return Files.empty()
        .pipeline("  - {id: first, transform: {}}\n  - {id: rest, workflow: ./in.workflow.yaml}\n")
        .with("workflows/in.workflow.yaml", "pipeline:\n  - {id: last, transform: {}}\n")
        .with("tests/w.test.yaml", tests)
        .project()
        .validate()
        .entries()
        .getLast();
  }
}
