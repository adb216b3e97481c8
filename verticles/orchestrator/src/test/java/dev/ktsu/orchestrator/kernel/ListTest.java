package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps that are carried out for every element of a list. */
class ListTest {
  private static final String AGENTS =
      """
        - {id: each, agent: a.agent.yaml, for_each: {from: params.items%s}}
        - {id: after, transform: {inputs: [{from: step.each.results}]}}
      """;

  private static Bench agents(String more, String items) {
    Bench bench = new Bench(AGENTS.formatted(more));
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    bench.create("{\"items\": " + items + "}");
    return bench;
  }

  @Test
  void everyElementIsAnItemOfItsOwn() {
    Bench bench = new Bench(AGENTS.formatted(""));
    bench.runtimes = List.of("rt-1", "rt-2");

    assertEquals(
        List.of(
            "created",
            "nodes each after",
            "list each#1 of 2",
            "started each[0]#1 on rt-1",
            "started each[1]#1 on rt-2"),
        bench.create("{\"items\": [1, 2]}"));
  }

  @Test
  void resultsStandInTheOrderOfTheList() {
    Bench bench = agents("", "[1, 2]");

    assertEquals(List.of("ended each[1]#1 success"), bench.completes("each[1]", "{\"n\": 2}"));
    assertEquals(
        List.of("ended each[0]#1 success", "ended each#1 success", "computed after", "run success"),
        bench.completes("each[0]", "{\"n\": 1}"));
    assertEquals("{\"results\":[{\"n\":1},{\"n\":2}]}", bench.output("each"));
  }

  @Test
  void emptyListYieldsNothingAtOnce() {
    Bench bench = agents("", "[]");

    assertEquals(State.SUCCESS, bench.state.state());
    assertEquals("{\"results\":[]}", bench.output("each"));
  }

  @Test
  void whatIsNoListFailsTheStep() {
    Bench bench = agents("", "5");

    assertEquals(
        "for_each from \"params.items\": expected array, got number", bench.state.ending().error());
  }

  @Test
  void longerListsAreCut() {
    assertEquals(2, agents(", max_items: 2", "[1, 2, 3]").step("each").parts().children().size());
  }

  @Test
  void noMoreItemsRunThanAreAllowedAtOnce() {
    Bench bench = agents(", concurrency: 1", "[1, 2]");

    assertEquals(State.PENDING, bench.stateOf("each[1]"));
    assertEquals(
        List.of("ended each[0]#1 success", "started each[1]#1 on rt-1"),
        bench.completes("each[0]", "{}"));
  }

  @Test
  void firstFailureStopsTheRest() {
    Bench bench = agents(", concurrency: 2", "[1, 2, 3]");

    assertEquals(
        List.of(
            "ended each[1]#1 failed agent_failed",
            "cancelling each[0]#1",
            "rest of each skipped run_failed",
            "ended each#1 failed agent_failed",
            "skipped after run_failed",
            "run failed agent_failed"),
        bench.fails("each[1]"));
    assertEquals("fanout item 1: broke", bench.state.ending().error());
    assertEquals(State.SKIPPED, bench.stateOf("each[2]"));
  }

  @Test
  void failuresThatAreAllowedStandAmongTheResults() {
    Bench bench = agents(", max_failures: 1", "[1, 2]");
    bench.fails("each[0]");

    bench.completes("each[1]", "{}");

    assertEquals(State.SUCCESS, bench.state.state());
    assertEquals(
        "{\"results\":[{\"ktsu_error\":\"broke\",\"item_index\":0},{}]}", bench.output("each"));
  }

  @Test
  void oneFailureTooManyIsCounted() {
    Bench bench = agents(", max_failures: 1", "[1, 2, 3]");
    bench.fails("each[0]");
    bench.fails("each[1]");

    assertEquals(
        "fanout: 2 items failed (max_failures: 1), the last with: broke",
        bench.state.ending().error());
  }

  @Test
  void anyNumberMayFail() {
    Bench bench = agents(", max_failures: -1", "[1, 2]");
    bench.fails("each[0]");
    bench.fails("each[1]");

    assertEquals(State.SUCCESS, bench.state.state());
  }

  @Test
  void attackIsNeverTolerated() {
    Bench bench = agents(", max_failures: -1", "[1, 2]");

    bench.completes(
        "each[0]",
        AirLock.judge(
            new Raw.Failure(Code.INJECTION_ATTEMPT, "injection attempt detected", null, null),
            Rules.NONE));

    assertEquals(Code.INJECTION_ATTEMPT, bench.state.ending().code());
  }

  @Test
  void usageOfTheItemsIsThatOfTheStep() {
    Bench bench = agents("", "[1, 2]");
    bench.completes("each[0]", "{}");
    bench.completes("each[1]", "{}");

    assertEquals(2, bench.state.step(new StepPath("each")).orElseThrow().parts().used().tokensIn());
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void itemIsTriedAgainByItself() {
    Bench bench =
        new Bench(
            """
              - id: each
                agent: a.agent.yaml
                retry: {max: 1, backoff: {initial: 1s}}
                for_each: {from: params.items}
            """);
    bench.runtimes = List.of("rt-1", "rt-2");
    bench.create("{\"items\": [1, 2]}");
    bench.fails("each[0]");

    assertEquals(List.of("started each[0]#2 on rt-1"), bench.after(2_000));
  }

  @Test
  void conditionOnTheItemJudgesEachOfThem() {
    Bench bench =
        new Bench(
            """
              - id: each
                transform: {inputs: [{from: n}]}
                condition: n > `1`
                for_each: {from: params.items, as: n}
            """);
    bench.create("{\"items\": [1, 2]}");

    assertEquals(
        "{\"results\":[{\"skipped\":true,\"reason\":\"condition_false\"},{\"result\":2}]}",
        bench.output("each"));
  }

  @Test
  void pureItemsOfManyDecisionsComeToTheSame() {
    Bench bench =
        new Bench(
            """
              - id: each
                transform: {inputs: [{from: item_index}]}
                for_each: {from: params.items}
            """);
    bench.limits = new Occasion.Limits(7, 3_600_000, 30_000, 10_000, 5);
    bench.create("{\"items\": " + IntStream.range(0, 50).boxed().toList() + "}");

    while (bench.state.state() == State.RUNNING) {
      assertTrue(!bench.proceed().isEmpty());
    }
    assertEquals(50, bench.payload("each").path("output").path("results").size());
  }

  @Test
  void retryOfTheRunRepeatsOnlyTheItemsThatFailed() {
    Bench bench = agents("", "[1, 2, 3]");
    bench.completes("each[0]", "{\"n\": 1}");
    bench.fails("each[1]");
    bench.stops("each[2]");

    bench.does(new Command.Retry("", ""));

    assertEquals(
        List.of("entered again each#2", "started each[1]#2 on rt-1", "started each[2]#2 on rt-2"),
        bench.proceed());
    bench.completes("each[1]", "{\"n\": 2}");
    assertEquals(
        List.of("ended each[2]#2 success", "ended each#2 success", "computed after", "run success"),
        bench.completes("each[2]", "{\"n\": 3}"));
    assertEquals("{\"results\":[{\"n\":1},{\"n\":2},{\"n\":3}]}", bench.output("each"));
  }

  @Test
  void listAfterARepeatedStepIsReadAnew() {
    Bench bench =
        new Bench(
            """
              - {id: list, agent: a.agent.yaml}
              - {id: each, agent: a.agent.yaml, for_each: {from: step.list.items}}
              - {id: last, agent: a.agent.yaml, depends_on: [list]}
            """);
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    bench.create("{}");
    bench.completes("list", "{\"items\": [1]}");
    bench.completes("each[0]", "{}");
    bench.fails("last");

    bench.does(new Command.Retry("", ""));

    assertEquals(List.of("started last#2 on rt-1"), bench.proceed());
  }

  @Test
  void cancelEndsItemsAndTheirStep() {
    Bench bench = agents(", concurrency: 1", "[1, 2]");

    assertEquals(
        List.of(
            "cancelling run",
            "ended each#1 cancelled cancelled",
            "cancelling each[0]#1",
            "rest of each skipped cancelled",
            "skipped after cancelled"),
        bench.does(new Command.Cancel("", "")));
    assertEquals(
        List.of("ended each[0]#1 cancelled cancelled", "run cancelled cancelled"),
        bench.stops("each[0]"));
  }
}
