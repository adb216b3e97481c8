package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.problems.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The step that is checked stands at line 14, column 5, before the sound steps {@code sort}, an
 * agent with an open schema, {@code close}, one with a closed schema, {@code call}, a webhook,
 * {@code shape}, a transform of the tags of {@code sort}, and {@code each}, {@code sort} over a
 * list.
 */
class TypeCheckTest {
  private static final String HEAD =
      """
      env: [{name: HOST}]
      params:
        schema:
          type: object
          properties:
            mode: {enum: [fast, slow]}
            count: {type: integer}
            names: {type: array, items: {type: string}}
            orders:
              type: array
              items: {type: object, properties: {id: {type: integer}}, additionalProperties: false}
            any: {}
      pipeline:
      """;

  private static final String STEPS =
      """
        - {id: sort, agent: agents/sort.agent.yaml}
        - {id: close, agent: agents/close.agent.yaml}
        - {id: call, webhook: {url: "http://h"}}
        - {id: shape, transform: {inputs: [{from: sort.tags}], ops: [{sort: {field: "@"}}]}}
        - {id: each, agent: agents/sort.agent.yaml, for_each: {from: params.names}}
      """;

  private static final String SORT =
      """
      model: m
      params:
        schema:
          type: object
          properties:
            text: {type: string, maxLength: 5}
            count: {type: integer, minimum: 1}
            tags: {type: array, items: {type: string}}
            tone: {enum: [warm, cold]}
            free: {}
      prompt: {system: Sort.}
      output:
        schema:
          type: object
          properties:
            kind: {enum: [bug, idea]}
            title: {type: string}
            score: {type: number}
            final: {const: false}
            tags: {type: array, items: {type: string}}
            by: {type: object, properties: {name: {type: string}, age: {type: [integer, "null"]}}}
            ktsu_confidence: {type: number}
      """;

  private static final String CLOSE =
      """
      model: m
      prompt: {system: Close.}
      output:
        schema:
          type: object
          additionalProperties: false
          properties:
            done: {type: boolean}
            who: {$ref: "#/$defs/person"}
            note: {anyOf: [{type: string}, {type: "null"}]}
          $defs:
            person: {type: object, properties: {name: {type: string}}, additionalProperties: false}
      """;

  private static final String INNER =
      """
      visibility: sub-workflow
      params:
        schema:
          type: object
          required: [size]
          properties:
            size: {type: integer}
            size_text: {type: string}
            way: {enum: [up, down]}
      pipeline:
        - {id: add, agent: agents/close.agent.yaml}
      output:
        map: {who: step.add.who, size: params.size}
      """;

  private static Files project(String step) {
    return Files.empty()
        .with(Files.WORKFLOW, HEAD + "  - " + step + "\n" + STEPS)
        .with("workflows/in.workflow.yaml", INNER)
        .with("agents/sort.agent.yaml", SORT)
        .with("agents/close.agent.yaml", CLOSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "step.close.dome § 14:41 impossible-read step.close has no field \"dome\"",
        "'{{ step.close.who.nam }}' § 14:45 impossible-read step.close.who has no field \"nam\"",
        "step.sort.title.size § 14:41 impossible-read step.sort.title is a text and has no field"
            + " \"size\"",
        "'step.sort.by[0]' § 14:42 impossible-read step.sort.by is an object and has no elements",
        "'step.sort.tags[0].name' § 14:42 impossible-read step.sort.tags[0] is a text and has no"
            + " field \"name\"",
        "step.sort.tags.name § 14:41 impossible-read step.sort.tags is a list and has no field"
            + " \"name\"",
        "env.HOST.name § 14:41 impossible-read env.HOST is a text and has no field \"name\"",
        "'params.orders[0].no' § 14:42 impossible-read params.orders[0] has no field \"no\"",
        "params.count.x § 14:41 impossible-read params.count is a whole number and has no field"
            + " \"x\"",
        "length(sort.titel) § 14:48 unlisted-read sort is not known to have a field \"titel\"",
        "step.sort.ktsu_confidence § 14:41 unlisted-read step.sort is not known to have a field"
            + " \"ktsu_confidence\"",
        "step.sort.by.nam § 14:41 unlisted-read step.sort.by is not known to have a field \"nam\"",
        "step.call.body § 14:41 unlisted-read step.call is not known to have a field \"body\"",
        "step.shape.tags § 14:41 unlisted-read step.shape is not known to have a field \"tags\"",
        "step.shape.result.x § 14:41 impossible-read step.shape.result is a list and has no field"
            + " \"x\"",
        "'step.shape.result[0].x' § 14:42 impossible-read step.shape.result[0] is a text and has no"
            + " field \"x\"",
        "step.each.title § 14:41 unlisted-read step.each is not known to have a field \"title\"",
        "'step.each.results[0].titel' § 14:42 unlisted-read step.each.results[0] is not known to"
            + " have a field \"titel\"",
        "a && step.close.dome § 14:49 impossible-read step.close has no field \"dome\"",
      })
  void readOfWhatIsNotThereIsFound(String text, String expected) {
    assertEquals(
        List.of(expected),
        found("{id: x, transform: {inputs: [{from: " + text.replace("a &&", "call &&") + "}]}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step.close.done",
        "step.close.skipped",
        "step.close.error_code",
        "step.close.who.name",
        "step.sort.by.age",
        "'step.sort.tags[-1]'",
        "'step.sort.tags[?x == `1`].y'",
        "'step.sort.tags[*].y'",
        "'step.sort.{a: nope}'",
        "'sort_by(step.sort.tags, &nope)'",
        "step.close.note",
        "'params.any.thing[0].goes'",
        "params",
        "step.call.status_code",
        "'step.each.results[0].ktsu_error'",
        "'step.each.results[0].reason'",
        "'{{ step.shape.result[0] }}'",
      })
  void readOfWhatMayBeThereIsSound(String text) {
    assertEquals(List.of(), found("{id: x, transform: {inputs: [{from: " + text + "}]}}"));
  }

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
        found("{id: x, agent: agents/sort.agent.yaml, params: {" + params + "}}"));
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
        List.of(), found("{id: x, agent: agents/sort.agent.yaml, params: {" + params + "}}"));
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
    assertEquals(List.of(expected), found("{id: x, workflow: ./in.workflow.yaml, " + params + "}"));
  }

  @Test
  void outputOfASubWorkflowIsWhatItMaps() {
    Files files = project("{id: x, workflow: ./in.workflow.yaml, params: {size: 1}}");

    files.with(
        Files.WORKFLOW,
        HEAD
            + "  - {id: x, workflow: ./in.workflow.yaml, params: {size: 1}}\n"
            + "output: {map: {a: step.x.who.name, b: x.who.nam, c: step.x.sice, d:"
            + " step.x.size.y}}\n");

    assertEquals(
        List.of(
            "15:39 impossible-read x.who has no field \"nam\"",
            "15:53 unlisted-read step.x is not known to have a field \"sice\"",
            "15:69 impossible-read step.x.size is a whole number and has no field \"y\""),
        files.found());
  }

  @Test
  void faultInASubWorkflowIsFoundInItsFile() {
    Files files =
        project("{id: x, workflow: ./in.workflow.yaml, params: {size: 1}}")
            .with("workflows/in.workflow.yaml", INNER.replace("step.add.who", "step.add.whom"));

    assertEquals(
        List.of("workflows/in.workflow.yaml:13:14 impossible-read step.add has no field \"whom\""),
        files.found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "step.sort.title § 14:45 not-a-list for_each goes over a list, and this is a text",
        "'{{ params.count }}' § 14:49 not-a-list for_each goes over a list, and this is a whole"
            + " number",
        "step.each § 14:45 not-a-list for_each goes over a list, and this is an object",
        "\"'a,b'\" § 14:46 not-a-list for_each goes over a list, and this is a text",
        "step.sort.tgas § 14:45 unlisted-read step.sort is not known to have a field \"tgas\"",
      })
  void listThatIsNoneIsFound(String from, String expected) {
    assertEquals(
        List.of(expected), found("{id: x, transform: {}, for_each: {from: " + from + "}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step.sort.tags",
        "params.any",
        "step.each.results",
        "'keys(step.sort.by)'",
        "'[`1`]'"
      })
  void listThatMayBeOneIsSound(String from) {
    assertEquals(List.of(), found("{id: x, transform: {}, for_each: {from: " + from + "}}"));
  }

  @Test
  void itemHasTheShapeOfTheElements() {
    assertEquals(
        List.of(
            "14:85 impossible-read order has no field \"no\"",
            "14:103 impossible-read item_index is a whole number and has no field \"x\""),
        found(
            "{id: x, for_each: {from: params.orders, as: order}, transform: {inputs: [{from:"
                + " order.no}, {from: item_index.x}, {from: item.id}]}}"));
  }

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
        "step.sort.final § Correct it, or remove the step.",
        "\"!(params.mode != 'x')\" § Correct it, or remove the step.",
        "\"params.mode == 'x' || step.sort.kind == 'y'\" § Correct it, or remove the step.",
      })
  void conditionThatNeverHoldsIsFound(String condition, String remedy) {
    List<Diagnostic> found =
        project("{id: x, transform: {}, condition: " + condition + "}").diagnostics();

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
        "\"length(step.sort.tags) == 'x'\"",
        "'step.close.skipped'",
      })
  void conditionThatMayHoldIsSound(String condition) {
    assertEquals(List.of(), found("{id: x, transform: {}, condition: " + condition + "}"));
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
        project(
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
        found(
            "{id: x, transform: {}, depends_on: [{step: off, when: [success, failure]}]}\n"
                + "  - {id: off, sleep: 1s, condition: '`false`'}"));
  }

  @Test
  void errorsRefuseTheRunAndWarningsDoNot() {
    Files refused = project("{id: x, sleep: '{{ step.close.dome }}'}");
    Files warned = project("{id: x, sleep: '{{ step.sort.titel }}'}");

    InvalidInput refusal = assertThrows(InvalidInput.class, refused::load);
    assertEquals(
        "workflows/w.workflow.yaml:14:24: step.close has no field \"dome\". Did you mean \"done\"?",
        refusal.places().getFirst().toString());
    assertEquals(
        List.of("unlisted-read"), warned.load().warnings().stream().map(Diagnostic::rule).toList());
  }

  @Test
  void runThatHasBegunGoesOnWithWhatAnEarlierReleaseLetIn() {
    Files files = project("{id: x, sleep: '{{ step.close.dome }}'}");

    assertEquals("w", Definition.restore("w", files.contents()).workflow().stem());
  }

  private static List<String> found(String step) {
    return project(step).found();
  }
}
