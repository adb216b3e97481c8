package dev.ktsu.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTest {
  @Test
  void aPassingProblemSaysWhenToComeBack() {
    Reply reply = Reply.problem(Problems.busy("Full.", "KTSU_X", Duration.ofMillis(1_500)));

    assertEquals(429, reply.status());
    assertEquals("application/problem+json", reply.contentType());
    assertEquals(Map.of("Retry-After", "2"), reply.headers());
  }

  @Test
  void aFinalProblemDoesNot() {
    assertTrue(Reply.problem(Problems.runNotFound("run_1")).headers().isEmpty());
  }

  @Test
  void aProblemMayCarryFurtherMembers() {
    Transient busy = Problems.busy("Full.", "KTSU_X", Duration.ZERO);

    Reply reply = Reply.problem(busy, busy.document().put("attempts", 2));

    assertEquals(2, Json.parse(reply.body().getBytes()).path("attempts").asInt());
  }
}
