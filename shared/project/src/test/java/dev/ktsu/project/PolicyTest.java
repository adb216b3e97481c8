package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ktsu.contracts.problems.Code;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a step says of its tries and its time. */
class PolicyTest {
  @Test
  void triesAndTimesAreRead() {
    Workflow workflow =
        Files.empty()
            .pipeline(
                """
                  - id: a
                    webhook: {url: 'http://h'}
                    timeout_s: 90
                    retry:
                      max: 4
                      backoff: {initial: 500ms, factor: 1.5, max: 1m, jitter: 0}
                      on: [webhook_failed]
                  - {id: b, sleep: 5m, depends_on: [a]}
                  - {id: c, webhook: {url: 'http://h'}, retry: {}}
                  - {id: d, sleep: {until: '{{ params.at }}'}}
                """)
            .load()
            .workflow();

    Step call = workflow.pipeline().getFirst();
    assertEquals(90, call.limitSeconds());
    assertEquals(
        new RetryPolicy(4, 500, 1.5, 60_000, 0, Set.of(Code.WEBHOOK_FAILED)), call.retry());
    var nap = assertInstanceOf(SleepStep.class, workflow.pipeline().get(1));
    assertEquals("5m", nap.lasting().orElseThrow().source());
    assertEquals(RetryPolicy.NEVER, nap.retry());
    var until = assertInstanceOf(SleepStep.class, workflow.pipeline().get(3));
    assertEquals("{{ params.at }}", until.until().orElseThrow().source());
    assertEquals(
        new RetryPolicy(2, 1_000, 2, 30_000, 0.2, Set.of()), workflow.pipeline().get(2).retry());
  }
}
