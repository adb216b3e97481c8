package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.state.State;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the ends of steps mean for those that wait for them, and for their run. */
class EndsTest {
  private static final String WAITING =
      """
        - {id: up, agent: a.agent.yaml}
        - {id: plain, transform: {}, depends_on: [up]}
        - {id: judging, transform: {}, depends_on: [up], condition: params.yes}
        - {id: failure, transform: {}, depends_on: [{step: up, when: failure}]}
        - {id: skipped, transform: {}, depends_on: [{step: up, when: skipped}]}
        - {id: always, transform: {}, depends_on: [{step: up, when: always}]}
      """;
  private static final String TWO =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml}
      """;

  private static void ends(Bench bench, String step, String how) {
    switch (how) {
      case "success" -> bench.completes(step, "{}");
      case "skipped" -> bench.completes(step, "{\"ktsu_skip_reason\":\"nothing to do\"}");
      case "failed" -> bench.fails(step);
      case "cancel" -> bench.does(new Command.Cancel("", ""));
      default -> throw new IllegalArgumentException(how);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "success, plain judging always",
    "skipped, judging skipped always",
    "failed, failure always",
    "cancel, ''"
  })
  void stepBeginsAfterTheEndsThatItIsContentWith(String end, String begun) {
    Bench bench = new Bench(WAITING);
    bench.create("{\"yes\":true}");
    ends(bench, "up", end);
    assertEquals(
        begun,
        bench.state.steps().stream()
            .skip(1)
            .filter(step -> step.state() == State.SUCCESS)
            .map(step -> step.path().text())
            .collect(Collectors.joining(" ")));
    assertEquals(
        6 - 1 - (begun.isEmpty() ? 0 : begun.split(" ").length),
        bench.state.steps().stream().skip(1).filter(step -> step.state() == State.SKIPPED).count());
  }

  @ParameterizedTest
  @CsvSource({
    "success, success, success",
    "success, skipped, success",
    "skipped, skipped, success",
    "success, failed,  failed",
    "skipped, failed,  failed",
    "failed,  success, failed",
    "failed,  failed,  failed",
    "success, cancel,  cancelled",
    "skipped, cancel,  cancelled",
    "failed,  cancel,  failed",
    "cancel,  success, cancelled",
    "cancel,  failed,  cancelled"
  })
  void runEndsAsItsStepsDo(String first, String second, String run) {
    Bench bench = new Bench(TWO);
    bench.runtimes.add("rt-2");
    bench.create("{}");
    ends(bench, first.equals("cancel") ? "b" : "a", first);
    ends(bench, "b", second);
    bench.after(10_000);
    assertEquals(State.of(run), bench.state.state());
  }

  @Test
  void skipReachesTheThousandthStep() {
    String chain =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj(i -> "  - {id: s%d, transform: {}, depends_on: [s%d]}\n".formatted(i, i - 1))
            .collect(Collectors.joining());
    Bench bench = new Bench("  - {id: s0, transform: {}, condition: params.no}\n" + chain);
    bench.create("{}");
    while (!bench.state.isSettled()) {
      List<String> lines = bench.proceed();
      assertEquals(false, lines.isEmpty());
    }
    assertEquals(State.SUCCESS, bench.state.state());
    assertEquals(
        1_001, bench.state.steps().stream().filter(step -> step.state() == State.SKIPPED).count());
  }
}
