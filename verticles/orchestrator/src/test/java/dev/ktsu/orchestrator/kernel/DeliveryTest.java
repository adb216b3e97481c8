package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of a leg to its runtime, and the watch over it. */
class DeliveryTest {
  private static final StepPath A = new StepPath("a");
  private static final long DAY_MILLIS = 24 * 3_600_000L;

  private final Bench bench = new Bench("  - {id: a, agent: t.agent.yaml}\n");

  @BeforeEach
  void begin() {
    bench.runtimes.add("rt-2");
    bench.create("{}");
  }

  private static Command.Undelivered late() {
    return new Command.Undelivered(A, 1, "rt-1", "no answer in time");
  }

  @Test
  void acknowledgementBeforeTheDeadlineLeavesTheLegWhereItIs() {
    assertEquals(List.of("accepted a#1"), bench.does(new Command.Accept(A, 1, "rt-1")));
    assertEquals(List.of(), bench.does(late()));
    assertEquals("rt-1", bench.step("a").leg().handover().executor());
  }

  @Test
  void acknowledgementBehindTheDeadlineIsThatOfAFormerRuntime() {
    assertEquals(List.of("recovering a#1", "resumed a#1 on rt-2"), bench.does(late()));
    assertEquals(List.of(), bench.does(new Command.Accept(A, 1, "rt-1")));
    assertEquals(List.of("accepted a#1"), bench.does(new Command.Accept(A, 1, "rt-2")));
  }

  @Test
  void legOfManyDaysIsWatchedLikeAnyOther() {
    bench.does(new Command.Accept(A, 1, "rt-1"));
    assertEquals(List.of(), bench.after(30 * DAY_MILLIS));
    assertEquals(
        List.of("recovering a#1 fixed"),
        bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false)));
    assertEquals(
        List.of("ended a#1 failed runtime_lost", "run failed runtime_lost"), bench.after(30_000));
  }

  @Test
  void failureNamesTheTriesAndThereIsNoSixth() {
    bench.runtimes.remove("rt-2");
    for (int tries = 1; tries <= 5; tries++) {
      assertEquals(State.RUNNING, bench.stateOf("a"));
      bench.does(late());
      bench.proceed();
    }
    assertEquals(State.FAILED, bench.state.state());
    assertEquals(
        "no runtime took the step in 5 tries: no answer in time", bench.state.ending().error());
  }

  @Test
  void legThatTakesItsRuntimesAlongGetsFiveOfThem() {
    for (int lost = 1; lost <= 5; lost++) {
      String executor = bench.step("a").leg().handover().executor();
      assertEquals(State.RUNNING, bench.stateOf("a"), "runtime " + lost);
      bench.does(new Command.Accept(A, 1, executor));
      bench.does(new Command.Lost(A, 1, executor, "heartbeat timeout", true));
    }
    assertEquals(Code.RUNTIME_LOST, bench.state.ending().code());
    assertEquals("heartbeat timeout", bench.state.ending().error());
  }

  @Test
  void strangerIsRefusedAlsoAfterTheEnd() {
    bench.completes("a", "{}");
    Judged forged = AirLock.judge(new Raw.Output(Json.object(), Bench.usage(9)), Rules.NONE);
    assertEquals(List.of(), bench.does(new Command.Complete(A, 1, Optional.of("guess"), forged)));
    assertEquals(Code.LEG_TOKEN_INVALID, bench.last.refusal().code());
    assertEquals(1, bench.state.used().tokensIn());
  }
}
