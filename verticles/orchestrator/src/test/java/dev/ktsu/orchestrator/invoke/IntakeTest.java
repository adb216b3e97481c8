package dev.ktsu.orchestrator.invoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Transient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final Intake intake = new Intake(100);

  private static Code refusal(Future<?> refused) {
    Transient problem = (Transient) refused.cause();
    assertTrue(problem.remedy().contains("KTSU_INVOKE_BYTES_MAX"), problem.remedy());
    return problem.code();
  }

  @Test
  void bodiesCountUntilTheirWorkHasEnded() {
    Promise<String> first = Promise.promise();
    Promise<String> second = Promise.promise();
    intake.within(60, first::future);
    intake.within(40, second::future);
    assertEquals(Code.OVERLOADED, refusal(intake.within(1, () -> Future.succeededFuture("x"))));
    first.complete("durable");
    assertEquals("x", intake.within(60, () -> Future.succeededFuture("x")).result());
    second.fail("no");
    assertEquals("y", intake.within(100, () -> Future.succeededFuture("y")).result());
  }

  @Test
  void workThatThrowsCountsNoLonger() {
    Future<String> thrown =
        intake.within(
            100,
            () -> {
              throw new IllegalStateException("no");
            });
    assertTrue(thrown.failed());
    assertEquals("x", intake.within(100, () -> Future.succeededFuture("x")).result());
  }

  @Test
  void oneLargeBodyHasRoom() {
    Promise<String> large = Promise.promise();
    intake.within(1_000, large::future);
    assertEquals(Code.OVERLOADED, refusal(intake.within(1, () -> Future.succeededFuture("x"))));
    large.complete("durable");
    assertTrue(intake.within(1_000, () -> Future.succeededFuture("x")).succeeded());
  }
}
