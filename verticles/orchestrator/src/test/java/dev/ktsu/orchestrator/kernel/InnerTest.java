package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sub-workflows, which run inside the run of the workflow that uses them. */
class InnerTest {
  private static final String INNER =
      """
      kind: workflow
      visibility: sub-workflow
      params: {schema: {type: object, required: [topic], properties: {topic: {}, tone: {default: calm}}}}
      """;
  private static final String AGENT =
      INNER
          + """
          pipeline:
            - {id: write, agent: a.agent.yaml}
            - {id: tone, transform: {inputs: [{from: params.tone}]}, depends_on: [write]}
          output: {map: {text: step.write.text, tone: step.tone.result, topic: params.topic}}
          """;
  private static final String OUTER =
      """
        - {id: part, workflow: ./inner.workflow.yaml, params: {topic: "{{ params.topic }}"}}
        - {id: after, transform: {inputs: [{from: step.part}]}}
      """;

  private static Bench bench(String pipeline, String inner) {
    Bench bench = new Bench("", pipeline, Map.of("workflows/inner.workflow.yaml", inner));
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    return bench;
  }

  @Test
  void stepsOfASubWorkflowAreStepsOfTheRun() {
    Bench bench = bench(OUTER, AGENT);

    assertEquals(
        List.of(
            "created",
            "nodes part after",
            "entered part#1",
            "nodes part/write part/tone",
            "started part/write#1 on rt-1"),
        bench.create("{\"topic\": \"tea\"}"));
    assertEquals(
        List.of(
            "ended part/write#1 success",
            "computed part/tone",
            "ended part#1 success",
            "computed after",
            "run success"),
        bench.completes("part/write", "{\"text\": \"hot\"}"));
    assertEquals("{\"text\":\"hot\",\"tone\":\"calm\",\"topic\":\"tea\"}", bench.output("part"));
  }

  @Test
  void withoutAMapTheStepThatCompletedLastIsTheOutput() {
    Bench bench =
        bench(
            OUTER,
            INNER
                + """
                pipeline:
                  - {id: last, agent: a.agent.yaml, depends_on: [first]}
                  - {id: first, agent: a.agent.yaml}
                  - {id: none, transform: {}, condition: "`false`"}
                """);
    bench.create("{\"topic\": 1}");
    bench.completes("part/first", "{\"n\": 1}");
    bench.completes("part/last", "{\"n\": 2}");

    assertEquals("{\"n\":2}", bench.output("part"));
  }

  @Test
  void emptySubWorkflowYieldsItsMap() {
    Bench bench = bench(OUTER, INNER + "pipeline: []\noutput: {map: {t: params.topic}}\n");
    bench.create("{\"topic\": 1}");

    assertEquals(State.SUCCESS, bench.state.state());
    assertEquals("{\"t\":1}", bench.output("part"));
  }

  @Test
  void missingParameterFailsTheStepByName() {
    Bench bench = bench(OUTER, AGENT);
    bench.create("{}");

    assertEquals(
        "missing required param \"topic\" for sub-workflow \"./inner.workflow.yaml\"",
        bench.state.ending().error());
  }

  @Test
  void failureInsideFailsTheStepAndTheRun() {
    Bench bench = bench(OUTER, AGENT);
    bench.create("{\"topic\": 1}");

    assertEquals(
        List.of(
            "ended part/write#1 failed agent_failed",
            "rest of part skipped run_failed",
            "ended part#1 failed agent_failed",
            "skipped after run_failed",
            "run failed agent_failed"),
        bench.fails("part/write"));
    assertEquals(
        "sub-workflow \"./inner.workflow.yaml\" failed: broke", bench.state.ending().error());
  }

  @Test
  void retryOfTheRunGoesOnInsideTheSubWorkflow() {
    Bench bench =
        bench(
            OUTER,
            INNER
                + """
                pipeline:
                  - {id: first, agent: a.agent.yaml}
                  - {id: second, agent: a.agent.yaml, depends_on: [first]}
                """);
    bench.create("{\"topic\": 1}");
    bench.completes("part/first", "{}");
    bench.fails("part/second");

    bench.does(new Command.Retry("", ""));

    assertEquals(List.of("entered again part#2", "started part/second#2 on rt-1"), bench.proceed());
    bench.completes("part/second", "{\"n\": 2}");
    assertEquals(State.SUCCESS, bench.state.state());
  }

  @Test
  void subWorkflowAfterARepeatedStepBeginsAnew() {
    Bench bench =
        bench(
            """
              - {id: first, agent: a.agent.yaml}
              - {id: part, workflow: ./inner.workflow.yaml, params: {topic: "{{ step.first.n }}"}}
            """,
            INNER
                + """
                pipeline:
                  - {id: write, agent: a.agent.yaml}
                  - {id: more, agent: a.agent.yaml}
                """);
    bench.create("{}");
    bench.fails("first");
    bench.does(new Command.Retry("", ""));
    bench.proceed();
    bench.completes("first", "{\"n\": 1}");
    bench.completes("part/write", "{}");
    bench.completes("part/more", "{}");

    assertEquals(State.SUCCESS, bench.state.state());
  }

  @Test
  void timeOfTheSubWorkflowIsKept() {
    Bench bench = bench(OUTER, AGENT.replace("kind: workflow", "kind: workflow\ntimeout_s: 5"));
    bench.create("{\"topic\": 1}");

    assertEquals(
        List.of(
            "cancelling part/write#1",
            "rest of part skipped run_failed",
            "ended part#1 failed timeout",
            "skipped after run_failed",
            "run failed timeout"),
        bench.after(5_000));
  }

  @Test
  void webhooksOfASubWorkflowNeedTheConsentOfBoth() {
    String inner =
        INNER
            + """
            pipeline:
              - {id: call, webhook: {url: "http://127.0.0.1:1/"}}
              - {id: next, transform: {inputs: [{from: step.call}]}}
            """;
    Bench suppressed = bench(OUTER, inner);
    suppressed.create("{\"topic\": 1}");
    Bench agreed =
        bench(
            OUTER.replace("params: {t", "webhooks: execute, params: {t"),
            "webhooks: execute\n" + inner);
    agreed.create("{\"topic\": 1}");

    assertEquals(Code.WEBHOOKS_SUPPRESSED, suppressed.step("part/call").skipReason());
    assertEquals("{\"result\":{\"suppressed\":true}}", suppressed.output("part"));
    assertEquals(State.RUNNING, agreed.stateOf("part/call"));
  }

  @Test
  void everyItemOfAListMayBeASubWorkflow() {
    Bench bench =
        bench(
            """
              - id: each
                workflow: ./inner.workflow.yaml
                params: {topic: "{{ item.name }}"}
                for_each: {from: params.items, max_failures: 1}
            """,
            AGENT);
    bench.create("{\"items\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}");
    bench.fails("each[0]/write");
    bench.completes("each[1]/write", "{\"text\": \"x\"}");

    assertEquals(
        "{\"results\":[{\"ktsu_error\":\"sub-workflow \\\"./inner.workflow.yaml\\\" failed:"
            + " broke\",\"item_index\":0},{\"text\":\"x\",\"tone\":\"calm\",\"topic\":\"b\"}]}",
        bench.output("each"));
    assertEquals(2, bench.step("each").parts().used().tokensIn());
  }

  @Test
  void failureThatSomeoneWaitsForIsHandled() {
    Bench bench =
        bench(
            """
              - {id: risky, agent: a.agent.yaml}
              - {id: rescue, transform: {}, depends_on: [{step: risky, when: failure}]}
              - {id: go, transform: {}, depends_on: [risky]}
              - {id: clean, transform: {}, depends_on: [{step: risky, when: always}]}
            """,
            AGENT);
    bench.create("{}");

    assertEquals(
        List.of(
            "ended risky#1 failed agent_failed",
            "computed rescue",
            "skipped go upstream_failed",
            "computed clean",
            "run success"),
        bench.fails("risky"));
  }

  @Test
  void handlerOfAFailureIsSkippedAfterASuccess() {
    Bench bench =
        bench(
            """
              - {id: risky, agent: a.agent.yaml}
              - {id: rescue, transform: {}, depends_on: [{step: risky, when: failure}]}
            """,
            AGENT);
    bench.create("{}");

    assertEquals(
        List.of("ended risky#1 success", "skipped rescue condition_false", "run success"),
        bench.completes("risky", "{}"));
  }

  @Test
  void runYieldsWhatItsWorkflowSays() {
    Bench bench =
        new Bench(
            "output: {map: {text: step.write.text}, schema: {required: [text]}}\n",
            "  - {id: write, agent: a.agent.yaml}\n");
    bench.create("{}");
    bench.completes("write", "{\"text\": \"x\"}");

    assertEquals(
        "{\"output\":{\"text\":\"x\"}}",
        bench.payloads.get(bench.state.ending().payload()).toString());
  }

  @Test
  void resultThatBreaksItsSchemaFailsTheRun() {
    Bench bench =
        new Bench(
            "output: {map: {text: step.write.text}, schema: {required: [text]}}\n",
            "  - {id: write, agent: a.agent.yaml}\n");
    bench.create("{}");
    bench.completes("write", "{}");

    assertEquals(Code.AIRLOCK, bench.state.ending().code());
  }
}
