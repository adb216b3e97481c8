package dev.ktsu.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.crash.Invocation.Kind;
import dev.ktsu.crash.Outside.Asked;
import dev.ktsu.crash.Tally.Count;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/** Compares what the product tells of its runs with what was asked of it, and of the outside. */
final class Audit {
  /** How long a call takes through the gateway of a machine that is busy. */
  private static final long UNDER_WAY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration END_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String TALK = "talk";

  private final TestClient client;
  private final Load load;
  private final Outside outside;
  private final List<Long> kills;
  private final Tally tally = new Tally();
  private final Map<String, List<String>> webhooks;
  private final Map<String, Long> sends;

  /**
   * @param kills when they were, by {@link System#nanoTime}
   */
  private Audit(TestClient client, Load load, Outside outside, List<Long> kills) {
    this.client = client;
    this.load = load;
    this.outside = outside;
    this.kills = kills;
    awaitEnds();
    this.webhooks = outside.webhooks();
    this.sends = outside.calls("send");
  }

  /** Waits until no run is under way, then looks at each. */
  static Tally of(
      TestClient client,
      Load load,
      Outside outside,
      List<Long> kills,
      List<Invocation> invocations) {
    Audit audit = new Audit(client, load, outside, kills);
    audit.tally.add(Count.KILLS, kills.size());
    load.refusals().forEach(audit.tally::fault);
    audit.noRunIsThereTwice(invocations);
    audit.nobodyWasToldTwoThings();
    invocations.forEach(audit::look);
    return audit.tally;
  }

  private void awaitEnds() {
    long end = System.nanoTime() + END_WITHIN.toNanos();
    while (!client.get("/runs?status=pending,running&limit=1").json().path("runs").isEmpty()
        && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void noRunIsThereTwice(List<Invocation> invocations) {
    int runs = 0;
    String cursor = "";
    do {
      JsonNode page = client.get("/runs?limit=200" + cursor).json();
      runs += page.path("runs").size();
      cursor = page.has("next_cursor") ? "&cursor=" + page.get("next_cursor").asText() : "";
    } while (!cursor.isEmpty());
    if (runs != invocations.size()) {
      tally.add(Count.DUPLICATES, Math.max(0, runs - invocations.size()));
      tally.fault(runs + " runs for " + invocations.size() + " keys");
    }
  }

  private void nobodyWasToldTwoThings() {
    webhooks.forEach(
        (key, bodies) -> {
          tally.add(Count.WEBHOOKS_REPEATED, bodies.size() - 1);
          if (new HashSet<>(bodies).size() > 1) {
            tally.fault("webhook " + key + " had several bodies: " + bodies);
          }
        });
    sends.forEach(
        (key, times) -> {
          if (times > 1) {
            tally.add(Count.DUPLICATES, 1);
            tally.fault("the effectful tool was called " + times + " times for " + key);
          }
        });
  }

  private void look(Invocation invocation) {
    String run = invocation.run();
    if (run == null) {
      return;
    }
    tally.add(Count.ACKNOWLEDGED, 1);
    Answer record = client.get("/runs/" + run);
    if (record.status() != 200) {
      tally.add(Count.LOST, 1);
      tally.fault(invocation + " is lost: " + record.text());
      return;
    }
    Answer again = load.send(invocation);
    if (!again.json().path("run_id").asText().equals(run)) {
      tally.add(Count.DUPLICATES, 1);
      tally.fault(invocation + ": asked again, it was " + again.text());
    }
    new Look(invocation, run, record.json(), Journal.read(client, run)).all();
  }

  /** The checks of one run. */
  private final class Look {
    private final Invocation invocation;
    private final String run;
    private final JsonNode record;
    private final Journal journal;
    private final String status;
    private final Set<String> steps = new HashSet<>();

    Look(Invocation invocation, String run, JsonNode record, Journal journal) {
      this.invocation = invocation;
      this.run = run;
      this.record = record;
      this.journal = journal;
      this.status = record.path("status").asText();
    }

    void all() {
      ending();
      journal();
      webhooks();
      if (invocation.kind() == Kind.AGENT) {
        talk();
      }
    }

    private void ending() {
      boolean isCancelled = invocation.isCancelAcknowledged();
      boolean isUnknown =
          status.equals("failed")
              && step(TALK).path("error_code").asText().equals("tool_outcome_unknown");
      if (isUnknown) {
        tally.add(Count.TOOLS_UNKNOWN, 1);
        expect(journal.hasOpenIntent(), "no call of it can be unknown");
      } else if (!status.equals(isCancelled ? "cancelled" : "complete")) {
        tally.add(Count.LOST, 1);
        fault("it is " + status);
      }
    }

    private void journal() {
      expect(journal.isGapless(), "its events have gaps");
      expect(journal.count("run_ended") == 1, "it did not end once");
      record.path("steps").forEach(step -> steps.add(step.path("id").asText()));
      for (String step : steps) {
        long completions = journal.completions(step);
        tally.add(Count.DUPLICATES, (int) Math.max(0, completions - 1));
        boolean isComplete = step(step).path("status").asText().equals("complete");
        expect(completions == (isComplete ? 1 : 0), step + " completed " + completions + " times");
      }
    }

    private void webhooks() {
      for (String step : invocation.kind().webhooks()) {
        boolean isCalled = webhooks.containsKey(run + "/1/" + step);
        boolean isComplete = step(step).path("status").asText().equals("complete");
        expect(isCalled || !isComplete, step + " completed without its call");
      }
    }

    private void talk() {
      List<Asked> asked = outside.asked(invocation.key());
      int turns = asked.stream().mapToInt(Asked::turn).max().orElse(0);
      for (int i = 1; i < asked.size(); i++) {
        expect(
            asked.get(i).turn() >= asked.get(i - 1).turn(),
            "turn " + asked.get(i).turn() + " was paid again after its checkpoint");
      }
      int repeated = asked.size() - turns;
      tally.add(Count.TURNS_REPEATED, repeated);
      expect(repeated <= killsWithin(asked), repeated + " turns were repeated by fewer kills");
      if (status.equals("complete")) {
        expect(turns == Outside.TURNS, "it ended after " + turns + " turns");
        expect(sends.containsKey(invocation.key()), "the effectful tool was never called");
        booked(turns, asked.size());
      }
    }

    private void booked(int turns, int asked) {
      JsonNode metrics = step(TALK).path("metrics");
      int calls = metrics.path("llm_calls").asInt();
      expect(calls >= turns && calls <= asked, calls + " model calls are booked of " + asked);
      expect(
          metrics.path("tokens_in").asInt() == calls * Outside.TOKENS_IN,
          "tokens and calls do not match: " + metrics);
    }

    /** Also shortly before: what a runtime had asked for when it was killed may come after that. */
    private long killsWithin(List<Asked> asked) {
      return asked.isEmpty()
          ? 0
          : kills.stream()
              .filter(at -> at > asked.getFirst().nanos() - UNDER_WAY_NANOS)
              .filter(at -> at < asked.getLast().nanos())
              .count();
    }

    private JsonNode step(String id) {
      return StreamSupport.stream(record.path("steps").spliterator(), false)
          .filter(step -> step.path("id").asText().equals(id))
          .findFirst()
          .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    private void expect(boolean holds, String otherwise) {
      if (!holds) {
        fault(otherwise);
      }
    }

    private void fault(String what) {
      tally.fault(invocation + ": " + what + "\n    " + record + "\n" + journal);
    }
  }
}
