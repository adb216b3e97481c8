package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps stand in the file at line 5, column 5; next to each stands a sound step {@code up}. */
class StepRefusalTest {
  private static final String UP =
      "  - {id: up, transform: {}, output: {schema: {properties: {x: {}}}}}\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        // Keys and types.
        "{id: a, transform: {}, transfrom: {}} § 5:28 unknown-key unknown key \"transfrom\"",
        "{id: a, webhook: {url: http://u, verb: GET}} § 5:38 unknown-key unknown key \"verb\"",
        "{id: a, transform: {}, params: {}}    § 5:28 bad-value \"params\" does not go with"
            + " transform: only agents and sub-workflows have parameters",
        "{transform: {}}                       § 5:5 missing-field missing \"id\"",
        "{id: ' ', transform: {}}              § 5:5 missing-field missing \"id\"",
        "{id: a b, transform: {}}              § 5:6 bad-id \"a b\" cannot be the id of a step",
        "{id: step, transform: {}}             § 5:6 bad-id \"step\" cannot be the id of a step",
        "{id: up, transform: {}}               § 6:6 duplicate-id the step \"up\" is already"
            + " defined at line 5",
        "{id: a}                               § 5:5 step-type a step without a type",
        "{id: a, transform: {}, webhook: {url: http://u}} § 5:5 step-type a step with several"
            + " types: transform, webhook",
        "{id: a, transform: [x]}               § 5:24 wrong-type \"transform\" takes a mapping, not"
            + " a list",
        "{id: a, transform: {}, depends_on: up} § 5:40 wrong-type \"depends_on\" takes a list, not"
            + " a text",
        "{id: a, transform: {}, depends_on: [{}]} § 5:41 missing-field missing \"step\"",
        "{id: a, transform: {}, depends_on: [{step: up, when: late}]} § 5:58 bad-value \"when\""
            + " cannot be \"late\"",
        "{id: a, transform: {}, depends_on: [up, {step: up, when: always}]} § 5:46 duplicate-id"
            + " \"up\" stands here twice",
        "{id: a, transform: {}, webhooks: execute} § 5:28 bad-value \"webhooks\" does not go with"
            + " transform: only sub-workflows have webhooks of their own",
        "{id: a, transform: {}, input: {}}     § 5:28 bad-value \"input\" does not go with"
            + " transform: only sub-workflows take it",
        "{id: a, transform: {}, after_reflect: accept} § 5:28 bad-value \"after_reflect\" does not"
            + " go with transform: only agents reflect",
        // Lists.
        "{id: a, transform: {}, consolidation: merge} § 5:28 bad-value \"consolidation\" goes with"
            + " for_each alone: it says what comes of the items",
        "{id: a, transform: {}, for_each: {from: up.x}, consolidation: last} § 5:52 bad-value"
            + " \"consolidation\" cannot be \"last\"",
        "{id: a, transform: {}, for_each: {}}  § 5:38 missing-field missing \"from\"",
        "{id: a, transform: {}, for_each: {from: up.x, as: step}} § 5:51 bad-id \"step\" cannot be"
            + " the name of the items",
        "{id: x_index, transform: {}, for_each: {from: up.x, as: x}} § 5:57 bad-id \"x\" cannot be"
            + " the name of the items",
        "{id: a, transform: {}, for_each: {from: up.x, max_items: 0}} § 5:51 bad-value"
            + " \"max_items\" must be at least 1, got 0",
        "{id: a, webhook: {url: '{{ item }}'}} § 5:32 namespace \"item\" is not available in url",
        "{id: a, workflow: ./none.workflow.yaml} § 5:23 file-missing there is no workflow file"
            + " ./none.workflow.yaml",
        "{id: a, transform: {}, confidence_threshold: high} § 5:50 wrong-type"
            + " \"confidence_threshold\" takes a number, not a text",
        "{id: a, transform: {}, confidence_threshold: 1.5} § 5:28 bad-value"
            + " \"confidence_threshold\" must lie between 0.0 and 1.0, got 1.5",
        "{id: a, webhook: {}}                  § 5:22 missing-field missing \"url\"",
        "{id: a, webhook: {url: u}} § 5:28 bad-value \"u\" is no address of HTTP",
        "{id: a, webhook: {url: 'ftp://u'}} § 5:28 bad-value \"ftp://u\" is no address of HTTP",
        "{id: a, webhook: {url: 'http://'}} § 5:28 bad-value \"http://\" is no address of HTTP",
        "{id: a, webhook: {url: 'http://u:x'}} § 5:28 bad-value \"http://u:x\" is no address of"
            + " HTTP",
        "{id: a, webhook: {url: http://u, method: TRACE}} § 5:38 bad-value \"method\" cannot be"
            + " \"TRACE\"",
        "{id: a, webhook: {url: http://u, timeout_s: 0}} § 5:38 bad-value \"timeout_s\" must be at"
            + " least 1, got 0",
        "{id: a, webhook: {url: http://u, timeout_s: 1.5}} § 5:49 wrong-type \"timeout_s\" takes a"
            + " whole number, not a number",
        "{id: a, webhook: {url: http://u, body: [x]}} § 5:44 wrong-type \"body\" takes a mapping,"
            + " not a list",
        "{id: a, transform: {}, output: {schema: {type: strin}}} § 5:52 bad-schema not a JSON"
            + " Schema: /type: does not have a value in the enumeration [\"array\", \"boolean\","
            + " \"integer\", \"null\", \"number\", \"object\", \"string\"]",
        "{id: a, transform: {}, output: {schema: {properties: {x: {pattern: (}}}}} § 5:72"
            + " bad-schema not a JSON Schema: /properties/x/pattern: \"(\" is no regular"
            + " expression: unclosed group",
        "{id: a, webhook: {url: http://u}, retry: 3}  § 5:46 wrong-type \"retry\" takes a mapping,"
            + " not a number",
        "{id: a, webhook: {url: http://u}, retry: {max: 101}} § 5:47 bad-value \"max\" must be"
            + " at most 100, got 101",
        "{id: a, webhook: {url: http://u}, retry: {backoff: {initial: 5}}} § 5:57 bad-value"
            + " \"initial\" cannot be \"5\"",
        "{id: a, webhook: {url: http://u}, retry: {backoff: {jitter: 2}}} § 5:57 bad-value"
            + " \"jitter\" must lie between 0.0 and 1.0, got 2.0",
        "{id: a, webhook: {url: http://u}, retry: {on: [cancelled]}} § 5:52 bad-value a step cannot"
            + " be tried again on \"cancelled\"",
        "{id: a, webhook: {url: http://u}, retry: {times: 2}} § 5:47 unknown-key unknown key"
            + " \"times\"",
        "{id: a, webhook: {url: http://u}, timeout_s: 0} § 5:39 bad-value \"timeout_s\" must be at"
            + " least 1, got 0",
        "{id: a, transform: {}, retry: {max: 1}} § 5:28 bad-value \"retry\" does not go with"
            + " transform: a pure step gives the same result each time",
        "{id: a, transform: {}, runs_on: a=b} § 5:28 bad-value \"runs_on\" does not go with"
            + " transform: only agents run on a runtime",
        "{id: a, transform: {}, timeout_s: 3} § 5:28 bad-value \"timeout_s\" does not go with"
            + " transform: KTSU_COMPUTE_DEADLINE_MS bounds a pure step",
        "{id: a, sleep: 5}                     § 5:20 bad-value \"sleep\" cannot be \"5\"",
        "{id: a, sleep: {}}                    § 5:20 bad-value \"sleep\" takes one of for and"
            + " until",
        "{id: a, sleep: {for: 1s, until: x}}   § 5:20 bad-value \"sleep\" takes one of for and"
            + " until",
        "{id: a, sleep: [1s]}                  § 5:20 wrong-type \"sleep\" takes a mapping, not a"
            + " list",
        "{id: a, sleep: 5s, retry: {max: 1}}   § 5:24 bad-value \"retry\" does not go with sleep: a"
            + " pause cannot fail once and succeed later",
        "{id: a, sleep: '{{ step.upp.x }}'}    § 5:24 unknown-step there is no step \"upp\"",
        // Steps that are named.
        "{id: a, transform: {}, depends_on: [upp]} § 5:41 unknown-step there is no step \"upp\"",
        "{id: a, transform: {}, depends_on: [up, up]} § 5:45 duplicate-id \"up\" stands here twice",
        "{id: a, transform: {}, condition: step.upp.x} § 5:39 unknown-step there is no step"
            + " \"upp\"",
        "{id: a, transform: {}, condition: upp.x} § 5:39 unknown-step there is no step \"upp\"",
        "{id: a, transform: {}, condition: 'length(step.*)'} § 5:40 opaque-reference which step"
            + " \"step.*\" reads cannot be told before the run",
        "{id: a, transform: {}, condition: '@.up.x'} § 5:40 opaque-reference which step \"@\" reads"
            + " cannot be told before the run",
        "{id: a, transform: {}, depends_on: [a]} § 5:6 cycle steps wait for each other: a → a",
        "{id: a, transform: {}, condition: a.x} § 5:6 cycle steps wait for each other: a → a",
        "{id: a, transform: {inputs: [{from: upp}]}} § 5:41 unknown-step there is no step \"upp\"",
        "{id: a, transform: {ops: [{merge: [upp]}]}} § 5:40 unknown-merge-step there is no step"
            + " \"upp\"; it adds nothing",
        // Expressions.
        "{id: a, transform: {}, condition: up.x =} § 5:44 bad-expression condition: syntax error at"
            + " '='",
        "{id: a, transform: {}, condition: '{{ up.x = }}'} § 5:48 bad-expression condition: syntax"
            + " error at '='",
        "{id: a, transform: {}, condition: '{{ step.up.x'} § 5:40 bad-expression condition: the {{"
            + " is not closed with }}",
        "{id: a, transform: {}, condition: '{{ a }}{{ b }}'} § 5:39 bad-expression condition takes"
            + " one expression, not a text with expressions in it",
        "{id: a, transform: {}, condition: true} § 5:39 wrong-type condition takes an expression,"
            + " not true or false",
        "{id: a, transform: {}, condition: '{{ up.x }}'} § 5:43 namespace \"up\" is not available"
            + " in condition",
        "{id: a, transform: {}, condition: item.x} § 5:39 namespace \"item\" is not available in"
            + " condition",
        "{id: a, transform: {}, condition: '!step.up.x'} § 5:40 negated-path \"!step.up.x\" negates"
            + " the whole path here, and only its first name elsewhere; write !(…)",
        "{id: a, transform: {inputs: [{}]}}    § 5:34 missing-field missing \"from\"",
        "{id: a, transform: {ops: [{filter: {expr: 'x =='}}]}} § 5:52 bad-expression filter: the"
            + " expression ends too early",
        "{id: a, transform: {ops: [{filter: {}}]}} § 5:40 missing-field missing \"expr\"",
        "{id: a, transform: {ops: [{filter: }]}} § 5:31 missing-field missing \"filter\"",
        "{id: a, transform: {ops: [{map: items}]}} § 5:37 wrong-type \"map\" takes a mapping, not a"
            + " text",
        "{id: a, transform: {ops: [{sort: {field: v, order: up}}]}} § 5:49 bad-value \"order\""
            + " cannot be \"up\"",
        "{id: a, transform: {ops: [{sort: {order: asc}}]}} § 5:38 missing-field missing \"field\"",
        "{id: a, transform: {ops: [{zap: {}}]}} § 5:32 unknown-op unknown op \"zap\"",
        "{id: a, transform: {ops: [{map: {expr: x}, flatten: {}}]}} § 5:31 unknown-op an op has one"
            + " key, its name, not 2",
        "{id: a, transform: {ops: [{flatten: {deep: true}}]}} § 5:42 unknown-key unknown key"
            + " \"deep\"",
        "{id: a, transform: {ops: [{merge: up}]}} § 5:39 wrong-type \"merge\" takes a list, not a"
            + " text",
        // Texts with templates.
        "{id: a, webhook: {url: 'http://h/{{ env.NOPE }}'}} § 5:41 undeclared-env the variable"
            + " \"NOPE\" is not declared in env",
        "{id: a, webhook: {url: 'http://h/{{ length(env) }}'}} § 5:41 opaque-reference which"
            + " variables are read cannot be told before the run",
        "{id: a, webhook: {url: 'http://h/{{ up.x }}'}} § 5:41 namespace \"up\" is not available in"
            + " url",
        "{id: a, webhook: {url: 'http://h/{{ step.upp.x }}'}} § 5:41 unknown-step there is no step"
            + " \"upp\"",
        "{id: a, webhook: {url: 'http://h/{{ x y }}'}} § 5:43 bad-expression url: syntax error at"
            + " 'y'",
        "{id: a, webhook: {url: 'env:HOST'}} § 5:28 removed-form the form \"env:HOST\" was removed",
        "{id: a, webhook: {url: http://u, body: {x: 'param:who'}}} § 5:48 removed-form the form"
            + " \"param:who\" was removed",
        "{id: a, webhook: {url: http://u, body: {x: '`5`'}}} § 5:48 removed-form a literal needs no"
            + " backticks",
        "{id: a, webhook: {url: http://u, body: {x: step.up.x}}} § 5:48 bare-path \"step.up.x\""
            + " would be taken as a text, not as a path",
        "{id: a, webhook: {url: http://u, body: {x: [up.x]}}} § 5:49 bare-path \"up.x\" would be"
            + " taken as a text, not as a path",
        "{id: a, webhook: {url: http://u, body: {x: params.who}}} § 5:48 bare-path \"params.who\""
            + " would be taken as a text, not as a path",
        "{id: a, webhook: {url: http://u, body: {x: env.HOST}}} § 5:48 bare-path \"env.HOST\" would"
            + " be taken as a text, not as a path",
      })
  void stepIsRefused(String step, String expected) {
    assertEquals(List.of(expected), Files.empty().pipeline("  - " + step + "\n" + UP).found());
  }

  @Test
  void stepWhoseIdIsNoTextIsLookedAtLikeTheOthers() {
    String step = "  - {id: , agent: ./a.agent.yaml, params: {name: '{{ step.up.result.x }}'}}\n";

    List<String> found = Files.empty().pipeline(step + UP).found();

    assertTrue(found.contains("5:5 missing-field missing \"id\""), found.toString());
  }

  @Test
  void labelOfARuntimeIsNameAndValue() {
    List<String> found =
        Files.empty().pipeline("  - {id: a, agent: ./a.agent.yaml, runs_on: [a=b, gpu]}\n").found();
    assertTrue(found.contains("5:51 bad-value \"gpu\" is no label of a runtime"), found.toString());
    assertEquals(2, found.size(), found.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{id: a, webhook: {url: http://example.com/env.x, body: {x: other.path, y: 'step. Then on',"
            + " z: up}}}",
        "{id: a, webhook: {url: http://u, body: {x: 'env: prod', y: 'params.x is good', z: 5}}}",
        "{id: a, transform: {}, condition: up.x == `1` && params.y || env.HOST}",
        "{id: a, transform: {}, condition: '{{ step.up.x }}'}",
        "{id: a, transform: {inputs: [{from: up}, {from: step.up.x}, {from: '{{ step.up.x }}'}]}}",
      })
  void stepIsSound(String step) {
    assertEquals(List.of(), Files.empty().pipeline("  - " + step + "\n" + UP).found());
  }

  @Test
  void hostWithAnUnderscoreIsToldApartFromNoHost() {
    Diagnostic found = first("{id: a, webhook: {url: 'http://chat_hook/x'}}");

    assertEquals("\"http://chat_hook/x\" is no address of HTTP", found.message());
    assertEquals(
        "A host has letters, digits, hyphens and dots, no underscore; its port is a number.",
        found.remedy());
  }

  @Test
  void keyInTheWrongPlaceIsSentToItsOwn() {
    Diagnostic found = first("{id: a, webhook: {url: http://u, retry: {max: 2}}}");

    assertEquals("\"retry\" is not supported yet", found.message());
    assertEquals("Write it beside webhook, as a key of the step.", found.remedy());
  }

  private static Diagnostic first(String step) {
    return Files.empty().pipeline("  - " + step + "\n").diagnostics().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{id: a, transform: {}, run_at: now}",
        "{id: a, transform: {}, output: {map: {}}}",
        "{id: a, transform: {}, output: {from: up}}",
        "{id: a, webhook: {url: http://u, auth: {}}}",
        "{id: a, webhook: {url: http://u, retry: 3}}",
      })
  void keyOfALaterReleaseIsNamed(String step) {
    List<String> found = Files.empty().pipeline("  - " + step + "\n" + UP).found();

    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("not-supported \""), found::toString);
    assertTrue(found.getFirst().endsWith("\" is not supported yet"), found::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{id: a, transform: {}, condition: 'up.x == null'} § null",
        "{id: a, webhook: {url: http://u, body: {x: '{{ step.up.x == true }}'}}} § true",
      })
  void wordOfJsonIsShownAsALiteral(String step, String word) {
    Diagnostic found = Files.empty().pipeline("  - " + step + "\n" + UP).diagnostics().getFirst();

    assertEquals("Write `" + word + "` in backticks, if the value is meant.", found.remedy());
  }

  @Test
  void cycleNamesItsPathOnce() {
    assertEquals(
        List.of("6:6 cycle steps wait for each other: b → c → d → b"),
        Files.empty()
            .pipeline(
                """
                  - {id: a, transform: {}, depends_on: [b]}
                  - {id: b, transform: {inputs: [{from: c}]}}
                  - {id: c, transform: {}, condition: step.d.x}
                  - {id: d, webhook: {url: "h/{{ step.b.x }}"}}
                  - {id: e, transform: {}, depends_on: [a]}
                """)
            .found());
  }

  @Test
  void twoCyclesAreTwoFindings() {
    assertEquals(
        List.of(
            "5:6 cycle steps wait for each other: a → b → a",
            "7:6 cycle steps wait for each other: c → c"),
        Files.empty()
            .pipeline(
                """
                  - {id: a, transform: {}, depends_on: [b]}
                  - {id: b, transform: {}, depends_on: [a, c]}
                  - {id: c, transform: {}, depends_on: [c]}
                """)
            .found());
  }

  @Test
  void longChainIsNoCycle() {
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      steps.append("  - {id: s%d, transform: {}, depends_on: [s%d]}\n".formatted(i, i + 1));
    }
    steps.append("  - {id: s5000, transform: {}}\n");

    assertEquals(List.of(), Files.empty().pipeline(steps.toString()).found());
  }

  @Test
  void everyFaultOfAFileIsFoundAtOnce() {
    assertEquals(
        List.of(
            "5:10 bad-id \"a b\" cannot be the id of a step",
            "5:34 unknown-key unknown key \"bogus\"",
            "6:5 missing-field missing \"id\"",
            "7:34 unknown-step there is no step \"nope\""),
        Files.empty()
            .pipeline(
                """
                  - {    id: a b, transform: {}, bogus: 1}
                  - {transform: {}}
                  - {id: c, webhook: {url: "h/{{ step.nope.x }}"}}
                """)
            .found());
  }

  @Test
  void remedyNamesTheNearestKey() {
    var found = Files.empty().pipeline("  - {id: a, transform: {}, depend_on: []}\n").diagnostics();

    assertEquals("Did you mean \"depends_on\"?", found.getFirst().remedy());
    assertEquals(
        "workflows/w.workflow.yaml:5:28: unknown key \"depend_on\". Did you mean \"depends_on\"?",
        found.getFirst().toString());
  }

  @Test
  void remedyNamesTheNearestStep() {
    var found =
        Files.empty()
            .pipeline(
                "  - {id: fetch, transform: {}}\n  - {id: a, transform: {}, depends_on: [fecth]}\n")
            .diagnostics();

    assertEquals("Did you mean \"fetch\"?", found.getFirst().remedy());
  }

  @Test
  void remedyShowsTheNewForm() {
    var found =
        Files.empty()
            .pipeline(
                """
                  - id: up
                    webhook:
                      url: env:HOST
                      body: {a: "`[1]`", b: up.x, c: step.up.x}
                """)
            .diagnostics();

    assertEquals(
        List.of(
            "Write \"{{ env.HOST }}\".",
            "Write it without them, or as \"{{ `[1]` }}\".",
            "Write \"{{ step.up.x }}\".",
            "Write \"{{ step.up.x }}\"."),
        found.stream().map(Diagnostic::remedy).toList());
  }
}
