package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everyone decides, but only the owner of a run starts what leaves the process. */
class OwnerTest {
  private static final String CHAIN =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: sum, transform: {inputs: [{from: a}], ops: []}}
        - {id: b, agent: a.agent.yaml, depends_on: [sum]}
        - {id: hook, depends_on: [a], webhook: {url: "http://127.0.0.1:1/"}}
        - {id: nap, depends_on: [a], sleep: {for: 1m}}
      """;

  private static Judged output() {
    return AirLock.judge(new Raw.Output(Json.object(), Bench.usage(1)), Rules.NONE);
  }

  @Test
  void whoCreatesARunOwnsIt() {
    Bench bench = new Bench(CHAIN);
    bench.create("{}");
    assertTrue(bench.state.isOf("me"));
  }

  @Test
  void anotherDecidesWhatIsPureAndLeavesTheRestToTheOwner() {
    Bench bench = new Bench(CHAIN);
    bench.create("{}");
    bench.me = "other";
    assertEquals(
        List.of("ended a#1 success", "computed sum", "waiting nap#1"),
        bench.completes("a", output()));
    bench.me = "me";
    assertEquals(
        List.of("started b#1 on rt-1", "started hook#1 on me"), bench.does(new Command.Proceed()));
  }

  @Test
  void anotherAsksForTheStopOfTheRun() {
    Bench bench = new Bench(CHAIN);
    bench.create("{}");
    bench.me = "other";
    List<String> lines = bench.does(new Command.Cancel("", ""));
    assertEquals("cancelling run", lines.get(0));
    assertEquals("cancelling a#1", lines.get(1));
  }

  @Test
  void nextLegOfAFailedOneIsTheOwners() {
    Bench bench =
        new Bench("  - {id: a, agent: a.agent.yaml, retry: {max: 1, backoff: {initial: 1s}}}\n");
    bench.create("{}");
    bench.me = "other";
    Judged broke =
        AirLock.judge(new Raw.Failure(Code.AGENT_FAILED, "broke", null, null), Rules.NONE);
    assertEquals(1, bench.completes("a", broke).size());
    assertEquals(List.of(), bench.after(60_000));
    bench.me = "me";
    assertEquals(List.of("started a#2 on rt-1"), bench.does(new Command.Proceed()));
  }

  @Test
  void timeInWhichNobodyListenedIsNoSilenceOfARuntime() {
    Bench bench = new Bench("  - {id: a, agent: t.agent.yaml}\n");
    bench.create("{}");
    bench.runtimes.clear();
    bench.does(new Command.Lost(new StepPath("a"), 1, "rt-1", "heartbeat timeout", true));
    bench.after(29_000);
    bench.me = "other";
    bench.does(new Command.TakeOver("me"));
    assertEquals(List.of(), bench.after(29_000));
    assertEquals("ended a#1 failed runtime_lost", bench.after(1_000).getFirst());
  }

  @Test
  void runIsTakenFromTheOwnerThatIsGoneOnce() {
    Bench bench = new Bench(CHAIN);
    bench.create("{}");
    bench.me = "other";
    assertEquals(List.of("taken by other"), bench.does(new Command.TakeOver("me")));
    assertEquals(List.of(), bench.does(new Command.TakeOver("me")));
    bench.me = "third";
    assertEquals(List.of(), bench.does(new Command.TakeOver("me")));
    bench.me = "other";
    assertEquals(
        List.of(
            "ended a#1 success",
            "computed sum",
            "started b#1 on rt-1",
            "started hook#1 on other",
            "waiting nap#1"),
        bench.completes("a", output()));
  }

  @Test
  void settledRunIsNotTaken() {
    Bench bench = new Bench("  - {id: a, agent: a.agent.yaml}\n");
    bench.create("{}");
    bench.completes("a", output());
    bench.me = "other";
    assertEquals(List.of(), bench.does(new Command.TakeOver("me")));
  }

  @Test
  void whoRetriesARunOwnsIt() {
    Bench bench = new Bench("  - {id: a, agent: a.agent.yaml}\n");
    bench.create("{}");
    bench.completes(
        "a", AirLock.judge(new Raw.Failure(Code.AGENT_FAILED, "broke", null, null), Rules.NONE));
    bench.me = "other";
    bench.does(new Command.Retry("", ""));
    assertTrue(bench.state.isOf("other"));
    assertEquals(List.of("started a#2 on rt-1"), bench.does(new Command.Proceed()));
  }
}
