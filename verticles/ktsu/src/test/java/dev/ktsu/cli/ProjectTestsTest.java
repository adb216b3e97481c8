package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** {@code ktsu test} as a user calls it. */
class ProjectTestsTest {
  private static final String FILE = "tests/story.test.yaml";
  private static final String HEAD = "workflow: story\ntests:\n";

  @TempDir private Path dir;

  @Test
  void everythingThatDiffersIsToldWithItsLine() {
    Outcome outcome =
        test(
            """
              - name: another text
                params: {name: Ada}
                model: {write: {output: {text: hello}}}
                expect:
                  output: {text: bye}
                  calls: {prompts: [{step: write, contains: Bob}]}
            """);

    assertEquals(1, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("✘ another text"), outcome.out());
    assertTrue(
        outcome.out().contains(FILE + ":7: run has another output\n      - /text: \"bye\""),
        outcome.out());
    assertTrue(outcome.out().contains("+ /text: \"hello\""), outcome.out());
    assertTrue(outcome.out().contains(":8: a prompt of write with \"Bob\""), outcome.out());
    assertTrue(outcome.out().contains("1 test, 0 passed, 1 failed"), outcome.out());
  }

  @Test
  void answersThatAreMissingOrLeftOverFailTheTest() {
    Outcome outcome =
        test(
            """
              - name: none
                params: {name: Ada}
                expect: {status: failed}
              - name: too many
                params: {name: Ada}
                model: {write: [{output: {text: a}}, {output: {text: b}}]}
                expect: {}
            """);

    assertEquals(1, outcome.code());
    assertTrue(outcome.out().contains("model.write: no answer is left"), outcome.out());
    assertTrue(
        outcome.out().contains("model.write: 1 answer was not asked for (line 8)"), outcome.out());
  }

  @Test
  void onlyTestsOfTheFilterRun() {
    String two =
        """
          - {name: first, params: {name: Ada}, expect: {}}
          - {name: second, expect: {status: refused, error: name}}
        """;

    Outcome outcome = test(two, "--filter", "second");
    Outcome nothing = test(two, "--filter", "third");

    assertEquals(0, outcome.code(), outcome.out());
    assertFalse(outcome.out().contains("first"), outcome.out());
    assertEquals(1, nothing.code());
    assertTrue(nothing.err().contains("no test has a name that holds \"third\""), nothing.err());
  }

  @Test
  void timeIsSkippedAndTheEnvironmentIsThatOfTheTest() {
    Projects.good(dir)
        .with(
            "workflows/nap.workflow.yaml",
            """
            kind: workflow
            name: nap
            env: [{name: REGION, default: us}]
            pipeline:
              - {id: nap, sleep: 7d}
              - {id: where, depends_on: [nap], transform: {inputs: [{from: env.REGION}]}}
              - id: tell
                depends_on: [where]
                retry: {max: 2, backoff: {initial: 1h, max: 1h}}
                webhook: {url: "https://desk.example/", body: {at: "{{ step.where.result }}"}}
            """);

    Outcome outcome =
        test(
            """
              - name: a week and an hour
                workflow: nap
                env: {REGION: eu}
                webhooks: {tell: [{status: 503}, {error: gone away}, {status: 204}]}
                expect:
                  order: [nap, where, tell]
                  steps: {where: {output: {result: eu}}, tell: {output_where: "status_code == `204`"}}
                  calls: {webhooks: [{body: {at: eu}, times: 3}]}
            """);

    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
  }

  @Test
  void receiversSayWhatTheTestSays() {
    Projects.good(dir)
        .with(
            "workflows/ask.workflow.yaml",
            """
            kind: workflow
            name: ask
            pipeline:
              - id: call
                webhook:
                  url: "https://desk.example/"
                  response: {max_bytes: 20, headers: [ETag]}
            """);

    Outcome outcome =
        test(
            """
              - name: with a body and a header
                workflow: ask
                webhooks: {call: {body: {id: 7}, headers: {ETag: v1}}}
                expect:
                  output: {sent: true, status_code: 200, response: {id: 7}, response_headers: {etag: v1}}
              - name: with too much
                workflow: ask
                webhooks: {call: {body: "a text of more than 20 bytes"}}
                expect: {status: failed, steps: {call: {error_code: webhook_answer_too_large}}}
            """);

    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
  }

  @Test
  void answersCostWhatTheTestSaysAndTheBudgetIsKept() {
    Projects.good(dir)
        .with(
            "workflows/thrifty.workflow.yaml",
            """
            kind: workflow
            name: thrifty
            model_policy: {cost_budget_usd: 0.01}
            pipeline: [{id: write, agent: ./agents/writer.agent.yaml}]
            """);

    Outcome outcome =
        test(
            """
              - name: within
                workflow: thrifty
                model: {write: {output: {text: a}, usage: {cost_usd: 0.01}}}
                expect: {output: {text: a}}
              - name: beyond
                workflow: thrifty
                model: {write: {output: {text: a}, usage: {cost_usd: 0.011}}}
                expect: {status: failed, steps: {write: {error_code: budget_exceeded}}}
            """);

    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
  }

  @Test
  void budgetIsRaisedAsTheTestSays() {
    Projects.good(dir)
        .with(
            "workflows/generous.workflow.yaml",
            """
            kind: workflow
            name: generous
            model_policy: {cost_budget_usd: 0.01, on_exhausted: ask}
            pipeline:
              - {id: draft, agent: ./agents/writer.agent.yaml}
              - {id: write, depends_on: [draft], agent: ./agents/writer.agent.yaml}
            """);
    String dear = "model: {writer: {output: {text: a}, usage: {cost_usd: 0.01}, repeat: true}}\n";

    Outcome outcome =
        test(
            "  - name: raised\n    workflow: generous\n    "
                + dear
                + "    approvals: [{decision: approve}, {decision: approve, budget_usd: 0.02}]\n"
                + "    expect: {output: {text: a}}\n"
                + "  - name: kept\n    workflow: generous\n    "
                + dear
                + "    approvals: [{step: write, decision: reject}]\n"
                + "    expect: {status: failed, steps: {write: {error_code: budget_exceeded}}}\n");

    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
  }

  @Test
  void snapshotsAreKeptAndCompared() throws IOException {
    String test =
        """
          - name: as it was
            params: {name: Ada}
            model: {write: {output: {text: %s}}}
            expect: {snapshot: true}
        """;

    Outcome none = test(test.formatted("hello"));
    Outcome kept = test(test.formatted("hello"), "--update");
    Outcome same = test(test.formatted("hello"));
    Outcome other = test(test.formatted("bye"));

    assertEquals(1, none.code());
    assertTrue(none.out().contains("there is no snapshot yet"), none.out());
    assertEquals(0, kept.code(), kept.out());
    assertTrue(Files.readString(dir.resolve("tests/snapshots/story.json")).contains("hello"));
    assertEquals(0, same.code(), same.out());
    assertEquals(1, other.code());
    assertTrue(other.out().contains("- /run/output/text: \"hello\""), other.out());
  }

  @Test
  void reportIsForBuildServers() throws Exception {
    Path report = dir.resolve("build/report.xml");

    test(
        """
          - {name: good, expect: {status: refused}}
          - name: "bad <&> \\u0001"
            params: {name: Ada}
            model: {write: {output: {text: "\\u0002"}}}
            expect: {output: {text: "]]>"}}
        """,
        "--junit",
        report.toString());

    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    assertEquals("testsuites", suites.getTagName());
    assertEquals("2", suites.getAttribute("tests"));
    assertEquals("1", suites.getAttribute("failures"));
    Element bad = (Element) suites.getElementsByTagName("testcase").item(1);
    assertEquals("bad <&> \uFFFD", bad.getAttribute("name"));
    assertTrue(bad.getElementsByTagName("failure").item(0).getTextContent().contains("]]>"));
  }

  @Test
  void errorsOfTheFileAreNamedBeforeAnythingRuns() {
    Outcome outcome = test("  - {name: a, expect: {statsu: complete}}\n");

    assertEquals(1, outcome.code());
    assertEquals("", outcome.out());
    assertTrue(
        outcome.err().contains(FILE + ":3:24: unknown key \"statsu\". Did you mean \"status\"?"),
        outcome.err());
  }

  @Test
  void projectWithoutTestsSaysHowToWriteOne() {
    Projects.good(dir);

    Outcome outcome = new Cli(dir, Map.of()).call("test");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("tests/<name>.test.yaml"), outcome.err());
  }

  private Outcome test(String tests, String... flags) {
    Projects.good(dir).with(FILE, HEAD + tests);
    String[] args = new String[flags.length + 2];
    args[0] = "test";
    args[1] = FILE;
    System.arraycopy(flags, 0, args, 2, flags.length);
    return new Cli(dir, Map.of()).call(args);
  }
}
