package dev.ktsu.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private static String event(String second, String type, String fields) {
    return "{\"run_id\":\"run_1\",\"at\":\"2026-01-05T10:00:"
        + second
        + "Z\",\"type\":\""
        + type
        + "\""
        + fields
        + "}";
  }

  private static List<String> lines(String... events) {
    EventLines lines = new EventLines();
    return List.of(events).stream().flatMap(event -> lines.of(Json.parse(event)).stream()).toList();
  }

  @Test
  void stepIsShownFromItsWaitToItsEnd() {
    String ask = ",\"step\":\"ask\",\"leg\":1";
    assertEquals(
        List.of(
            "○ ask  pending  runtime capacity",
            "● ask  running  0.0s",
            "● ask  running  2.0s  heartbeat timeout",
            "● ask  running  3.0s",
            "✔ ask  complete  4.5s  15 tokens  $0.0020"),
        lines(
            event("00", "leg_queued", ask),
            event("01", "leg_started", ask + ",\"executor\":\"rt\""),
            event("01", "leg_accepted", ask),
            event("03", "leg_recovering", ask + ",\"reason\":\"heartbeat timeout\""),
            event("04", "leg_resumed", ask),
            event(
                "05.5",
                "leg_ended",
                ask
                    + ",\"status\":\"complete\",\"metrics\":"
                    + "{\"tokens_in\":10,\"tokens_out\":5,\"cost_usd\":0.002}")));
  }

  @Test
  void failuresAndSkipsSayWhy() {
    assertEquals(
        List.of("✖ a  failed  no such host", "↷ b  skipped  run_failed", "✔ c  complete"),
        lines(
            event(
                "00",
                "leg_ended",
                ",\"step\":\"a\",\"status\":\"failed\",\"code\":\"webhook_failed\","
                    + "\"error\":\"no such host\""),
            event("00", "step_skipped", ",\"step\":\"b\",\"reason\":\"run_failed\""),
            event("00", "step_computed", ",\"step\":\"c\"")));
  }

  @Test
  void stepThatIsTriedAgainIsPendingInBetween() {
    String ask = ",\"step\":\"ask\"";
    assertEquals(
        List.of(
            "● ask  running  0.0s",
            "○ ask  pending  1.0s  no answer",
            "● ask  running  3.0s",
            "○ nap  pending  until 2026-01-05T10:01:00Z"),
        lines(
            event("00", "leg_started", ask),
            event("01", "leg_ended", ask + ",\"status\":\"pending\",\"error\":\"no answer\""),
            event("03", "leg_started", ask),
            event("04", "leg_waiting", ",\"step\":\"nap\",\"until\":\"2026-01-05T10:01:00Z\"")));
  }

  @Test
  void whatIsWantedOfTheRunIsShownWithItsReason() {
    assertEquals(
        List.of(
            "■ run_1  cancelling  enough", "■ run_1  cancelling", "● run_1  running  once more"),
        lines(
            event("00", "run_cancelling", ",\"reason\":\"enough\""),
            event("00", "run_forced", ""),
            event("00", "epoch_opened", "")));
  }

  @Test
  void whatIsNotKnownHereIsPassedOver() {
    assertEquals(
        List.of(),
        lines(event("00", "nodes_added", ""), event("00", "something_of_a_later_release", "")));
  }
}
