package dev.ktsu.testing.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.OrchestratorClient;
import dev.ktsu.client.RunRecord;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.TestCase;
import dev.ktsu.project.TestScript.Ruling;
import dev.ktsu.project.TestScript.Verdict;
import dev.ktsu.shell.CommandError;
import dev.ktsu.testing.match.StepKeys;
import dev.ktsu.testing.stage.Stage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One test at a time, each in tiers of its own. Blocks. */
public final class Rehearsal {
  /** Of real time: what is waited for in a run is skipped. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofMillis(1);

  /** What a step waits for that waits for nobody else. */
  private static final String TURN = "its turn";

  private final TestCase test;
  private final Stage stage;
  private final OrchestratorClient client;
  private final Journal journal = new Journal();
  private final List<String> complaints = new ArrayList<>();

  private Rehearsal(TestCase test, Stage stage, OrchestratorClient client) {
    this.test = test;
    this.stage = stage;
    this.client = client;
  }

  /**
   * Plays a test.
   *
   * @throws CommandError when the tiers do not start
   */
  public static Outcome play(Vertx vertx, Home home, TestCase test) {
    try (House house = House.open(vertx, home, test)) {
      return new Rehearsal(test, house.stage(), house.client()).play();
    }
  }

  private Outcome play() {
    String run;
    try {
      run = client.invoke(test.workflow(), test.params());
    } catch (CommandError refused) {
      return refused(refused.text());
    }
    follow(run);
    return outcome(run);
  }

  private void follow(String run) {
    long end = System.nanoTime() + LONGEST.toNanos();
    journal.readOn(client, run);
    while (!journal.isOver() && System.nanoTime() < end) {
      // The journal is asked once more at last because the run may have gone on since it was read.
      if (journal.isAnyoneAtWork() || isAnyonesTurn(run) || journal.readOn(client, run)) {
        LockSupport.parkNanos(LOOK.toNanos());
      } else if (isStuck()) {
        complaints.add(
            "the run waits for a decision that the test does not make: add it to approvals");
        return;
      }
      journal.readOn(client, run);
    }
    if (!journal.isOver()) {
      complaints.add("the run did not end within " + LONGEST.toSeconds() + " s");
    }
  }

  /** Whether a step is about to begin, which the journal does not tell of. */
  private boolean isAnyonesTurn(String run) {
    return client.run("test", run).steps().stream().anyMatch(step -> step.reason().equals(TURN));
  }

  /** Decides what is asked, or lets time go on; stuck where both do not help. */
  private boolean isStuck() {
    List<JsonNode> questions = client.approvals("test");
    return !decide(questions) && !stage.time().skip() && !questions.isEmpty();
  }

  /** Whether any of them is decided. */
  private boolean decide(List<JsonNode> questions) {
    boolean decided = false;
    for (JsonNode asked : questions) {
      Optional<Verdict> verdict = verdict(asked);
      if (verdict.isPresent()) {
        client.decide("test", asked.path("id").asText(), body(verdict.get()));
        decided = true;
      }
    }
    return decided;
  }

  private static ObjectNode body(Verdict verdict) {
    ObjectNode body = Json.object().put("actor", "test").put("reason", verdict.reason());
    return switch (verdict.ruling()) {
      case Ruling.Approved approved -> body.put("decision", "approved");
      case Ruling.Raised(Usd budget) ->
          body.put("decision", "approved").put("budget_usd", budget.dollars());
      case Ruling.Rejected rejected -> body.put("decision", "rejected");
      case Ruling.Answered(JsonNode result) ->
          body.put("decision", "answered").set("result", result);
    };
  }

  private Optional<Verdict> verdict(JsonNode asked) {
    String tool = asked.path("tool_name").asText();
    String step = asked.path("step_id").asText();
    return test.script().approvals().stream()
        .filter(one -> StepKeys.isNamed(one.step(), step))
        .filter(one -> one.tool().isEmpty() || one.tool().equals(tool))
        .filter(one -> fits(one.ruling(), asked))
        .findFirst();
  }

  /** Only a budget can be raised, and only a call can be made or answered for. */
  private static boolean fits(Ruling ruling, JsonNode asked) {
    boolean isBudget = asked.path("cause").asText().equals(PendingApproval.BUDGET_EXHAUSTED);
    return switch (ruling) {
      case Ruling.Raised raised -> isBudget;
      case Ruling.Approved approved -> !isBudget;
      case Ruling.Answered answered -> !isBudget;
      case Ruling.Rejected rejected -> true;
    };
  }

  private Outcome refused(String why) {
    JsonNode run = Json.object().put("status", Outcome.REFUSED).put("error", why);
    return outcome(run, MissingNode.getInstance(), Map.of());
  }

  private Outcome outcome(String run) {
    RunRecord record = client.wholeRun("test", run);
    Map<String, JsonNode> steps = new LinkedHashMap<>();
    record.steps().forEach(step -> steps.put(step.id(), step.json()));
    for (String path : journal.steps()) {
      if (!steps.containsKey(path)) {
        client.step("test", run, path).ifPresent(step -> steps.put(path, step));
      }
    }
    return outcome(
        record.json().path("run"), record.result().orElse(MissingNode.getInstance()), steps);
  }

  private Outcome outcome(JsonNode run, JsonNode result, Map<String, JsonNode> steps) {
    List<String> all = new ArrayList<>(stage.ledger().complaints());
    all.addAll(complaints);
    return new Outcome(run, result, steps, journal, stage.ledger().calls(), all, stage.unused());
  }
}
