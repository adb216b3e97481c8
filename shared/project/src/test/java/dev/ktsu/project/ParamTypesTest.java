package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps give their agents and sub-workflows; see {@link TypedProject}. */
class ParamTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "text: toolong § 14:59 param-mismatch the parameter \"text\": must be at most 5 characters"
            + " long",
        "count: 0 § 14:60 param-mismatch the parameter \"count\": must have a minimum value of 1",
        "count: five § 14:60 param-mismatch the parameter \"count\": string found, integer"
            + " expected",
        "tags: [a, 5] § 14:63 param-mismatch the parameter \"tags\": integer found, string"
            + " expected",
        "tone: hot § 14:59 param-mismatch the parameter \"tone\": does not have a value in the"
            + " enumeration [\"warm\", \"cold\"]",
        "count: '{{ step.sort.title }}' § 14:60 param-mismatch the parameter \"count\" takes a"
            + " whole number, not a text",
        "count: 'n={{ params.any }}' § 14:60 param-mismatch the parameter \"count\" takes a whole"
            + " number, not a text",
        "tags: '{{ step.sort.by }}' § 14:59 param-mismatch the parameter \"tags\" takes a list, not"
            + " an object",
        "tags: {a: '{{ params.any }}'} § 14:59 param-mismatch the parameter \"tags\" takes a list,"
            + " not an object",
        "tone: '{{ step.sort.kind }}' § 14:59 param-mismatch the parameter \"tone\" takes none of"
            + " the values that are read here",
      })
  void paramThatCannotFitIsFound(String params, String expected) {
    assertEquals(
        List.of(expected),
        TypedProject.found("{id: x, agent: agents/sort.agent.yaml, params: {" + params + "}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text: 123456",
        "text: [1, 2]",
        "text: '{{ step.sort.by }}'",
        "text: 'a {{ params.any }}'",
        "count: '{{ step.sort.score }}'",
        "count: '{{ step.sort.by.age }}'",
        "count: '{{ params.any }}'",
        "count: '{{ length(step.sort.tags) }}'",
        "tags: null",
        "tags: ['{{ params.any }}']",
        "tone: '{{ step.sort.title }}'",
        "free: '{{ step.sort }}'",
      })
  void paramThatMayFitIsSound(String params) {
    assertEquals(
        List.of(),
        TypedProject.found("{id: x, agent: agents/sort.agent.yaml, params: {" + params + "}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "params: {size: '5'} § 14:58 param-mismatch the parameter \"size\": string found, integer"
            + " expected",
        "params: {size: 5, size_text: 5} § 14:72 param-mismatch the parameter \"size_text\":"
            + " integer found, string expected",
        "input: {size: '{{ step.sort.title }}'} § 14:57 param-mismatch the parameter \"size\" takes"
            + " a whole number, not a text",
        "params: {size: 5, way: '{{ params.mode }}'} § 14:66 param-mismatch the parameter \"way\""
            + " takes none of the values that are read here",
      })
  void inputThatCannotFitASubWorkflowIsFound(String params, String expected) {
    assertEquals(
        List.of(expected),
        TypedProject.found("{id: x, workflow: ./in.workflow.yaml, " + params + "}"));
  }
}
