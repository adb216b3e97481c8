package dev.ktsu.orchestrator.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.orchestrator.simulation.Network.Caller;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One leg at a runtime: some turns with a tool call each, and an answer. It keeps to what a runtime
 * promises: an intent before an effectful call, a checkpoint after each turn with tools, and the
 * result until it is acknowledged.
 */
final class LegWork {
  /** Server whose tools may be called as often as one likes. */
  static final String READS = "reads";

  /** Server whose tools must not be called twice. */
  static final String WRITES = "writes";

  /** Stands in answers that the Air-Lock must not let pass. */
  static final String UNJUDGED = "UNJUDGED";

  private static final int TURNS_MAX = 3;
  private static final int ASKS_PER_MILLE = 150;
  private static final int FUNDS_PER_MILLE = 250;
  private static final int MORE_NANOS_MAX = 30_000_000;
  private static final long POST_MILLIS = 10_000;
  private static final long REPORT_MILLIS = 20_000;
  private static final long PAUSE_MILLIS_MAX = 8_000;
  private static final Metrics CALL = new Metrics("sim", 0, 10, 5, new Usd(1_000), 1, 0, false, 0);

  private final RuntimeHost host;
  private final World world;
  private final LegId id;
  private final InvokeRequest request;
  private final Chance chance;
  private final FaultPoints points;
  private final Life life;
  private final String server;
  private final int toolTurns;
  private int turn;
  private int keptTurn;
  private List<Message> unkept = new ArrayList<>();
  private Metrics metrics;
  private boolean over;
  private boolean gone;

  LegWork(RuntimeHost host, LegId id, InvokeRequest request, Chance chance) {
    this.host = host;
    this.world = host.world;
    this.id = id;
    this.request = request;
    this.chance = chance;
    this.points = host.faultPoints();
    this.life = host.life();
    this.server = request.toolServers().isEmpty() ? "" : request.toolServers().getFirst().name();
    Resume from = request.start();
    this.turn = from.turn();
    this.keptTurn = turn;
    this.metrics = from.metrics();
    this.toolTurns = server.isEmpty() ? 0 : 1 + Math.floorMod(id.step().hashCode(), TURNS_MAX);
  }

  LegId id() {
    return id;
  }

  int turn() {
    return turn;
  }

  void start() {
    Long deadline = request.deadlineMs();
    if (deadline != null) {
      long left = deadline - host.clock().millis();
      after(left, () -> finish(failed(Code.TIMEOUT, "the step did not end before its deadline")));
    }
    nextTurn();
  }

  void cancel() {
    finish(failed(Code.CANCELLED, "cancelled"));
  }

  /** Stops the work, or the delivery of its result; nobody is told. */
  void abandon() {
    over = true;
    gone = true;
    host.forget(this);
  }

  /** What is said in the first {@code turns} turns. */
  static List<String> said(int turns) {
    return IntStream.rangeClosed(1, turns).mapToObj(LegWork::saidIn).toList();
  }

  private static String saidIn(int turn) {
    return "turn " + turn;
  }

  private void nextTurn() {
    turn++;
    if (request.spend() != null && chance.perMille(FUNDS_PER_MILLE)) {
      askForMore(new Usd(request.spend().limitUsd().nanos() + chance.below(MORE_NANOS_MAX)));
    }
    after(
        chance.between(20, 1_500),
        () -> {
          if (isTooDear()) {
            finish(failed(Code.BUDGET_EXCEEDED, "budget_exceeded: nothing is left"));
            return;
          }
          metrics = metrics.plus(CALL);
          world.auditor().paid(id, turn);
          if (turn > toolTurns) {
            finish(answer());
          } else {
            unkept.add(Message.assistant(saidIn(turn)));
            callTool();
          }
        });
  }

  /** As a gateway says of a call that passes the limit. */
  private boolean isTooDear() {
    return request.spend() != null
        && metrics.plus(CALL).costUsd().compareTo(request.spend().limitUsd()) > 0;
  }

  /**
   * Without an answer, or while others hold the rest, it goes on: it spends far less than it may.
   */
  private void askForMore(Usd needs) {
    post(orchestrator -> orchestrator.fund(id, token(), needs))
        .onComplete(
            answer -> {
              world.say(
                  host.name,
                  "more for " + id + ": " + (answer.succeeded() ? answer.result() : "no answer"));
              if (answer.succeeded() && answer.result() == 402) {
                finish(failed(Code.BUDGET_EXCEEDED, "budget_exceeded: it needs " + needs));
              }
            });
  }

  private void callTool() {
    if (!server.equals(WRITES)) {
      after(chance.between(5, 500), this::checkpoint);
      return;
    }
    Intent intent = new Intent(id.leg(), turn, 0, WRITES, "turn-" + turn);
    boolean announced =
        request.start().intents().stream()
            .anyMatch(known -> known.argumentsHash().equals(intent.argumentsHash()));
    if (host.tellsTurns() && !request.isResume() && chance.perMille(ASKS_PER_MILLE)) {
      finish(question());
    } else if (announced) {
      world.met(Race.TOOL_OUTCOME_UNKNOWN);
      finish(failed(Code.TOOL_OUTCOME_UNKNOWN, "tool_outcome_unknown: " + WRITES));
    } else if (!host.tellsTurns()) {
      makeCall();
    } else {
      report(
          "intent",
          orchestrator -> orchestrator.intent(id, token(), intent),
          this::makeCall,
          () -> finish(failed(Code.INTENT_UNACKNOWLEDGED, "intent unacknowledged")));
    }
  }

  private void makeCall() {
    world.auditor().calledTool(host, id, turn);
    after(chance.between(5, 500), this::checkpoint);
  }

  private void checkpoint() {
    metrics = metrics.plus(new Metrics(null, 0, 0, 0, Usd.ZERO, 0, 1, false, 0));
    if (!host.tellsTurns()) {
      nextTurn();
      return;
    }
    Checkpoint checkpoint = new Checkpoint(id.leg(), turn, keptTurn, List.copyOf(unkept), metrics);
    report(
        "checkpoint",
        orchestrator -> orchestrator.checkpoint(id, token(), checkpoint),
        () -> {
          keptTurn = turn;
          unkept = new ArrayList<>();
          nextTurn();
        },
        this::nextTurn);
  }

  /** Posts until heard, refused (then the leg is closed) or too late. */
  private void report(
      String what, Function<OrchestratorHost, Future<Integer>> post, Runnable heard, Runnable not) {
    long last = world.schedule().now() + REPORT_MILLIS;
    report(what, post, heard, not, new Pause(last, 100));
  }

  private record Pause(long last, long millis) {
    Pause longer() {
      return new Pause(last, Math.min(PAUSE_MILLIS_MAX, millis * 2));
    }
  }

  private void report(
      String what,
      Function<OrchestratorHost, Future<Integer>> post,
      Runnable heard,
      Runnable not,
      Pause pause) {
    post(post)
        .onComplete(
            answer -> {
              if (over) {
                return;
              }
              int status = answer.succeeded() ? answer.result() : 503;
              world.say(host.name, what + " of " + id + " turn " + turn + ": " + status);
              if (status == 200) {
                heard.run();
              } else if (status == 403 || status == 404 || status == 409) {
                abandon();
              } else if (world.schedule().now() + pause.millis() >= pause.last()) {
                not.run();
              } else {
                after(pause.millis(), () -> report(what, post, heard, not, pause.longer()));
              }
            });
  }

  private void finish(CallbackPayload payload) {
    if (over) {
      return;
    }
    over = true;
    world.auditor().reports(id, payload.metrics());
    points.at(Point.BEFORE_CALLBACK);
    deliver(payload, 250);
  }

  private void deliver(CallbackPayload payload, long pause) {
    post(orchestrator -> orchestrator.complete(id, token(), payload))
        .onComplete(
            answer -> {
              if (gone) {
                return;
              }
              int status = answer.succeeded() ? answer.result() : 503;
              world.say(host.name, "result of " + id + ": " + status);
              if (status >= 500) {
                long next = Math.min(PAUSE_MILLIS_MAX, pause * 2);
                world
                    .schedule()
                    .after(
                        pause,
                        life,
                        () -> {
                          if (!gone) {
                            deliver(payload, next);
                          }
                        });
                return;
              }
              gone = true;
              host.close(this);
              points.at(Point.AFTER_CALLBACK);
            });
  }

  private Future<Integer> post(Function<OrchestratorHost, Future<Integer>> post) {
    OrchestratorHost orchestrator = world.orchestratorAt(request.callbackUrl());
    return world
        .network()
        .call(Caller.of(host), orchestrator, POST_MILLIS, () -> post.apply(orchestrator));
  }

  private String token() {
    return request.callbackUrl().substring(request.callbackUrl().indexOf("token=") + 6);
  }

  private void after(long millis, Runnable work) {
    world
        .schedule()
        .after(
            Math.max(1, millis),
            life,
            () -> {
              if (!over) {
                work.run();
              }
            });
  }

  /** Mostly a good one. */
  private CallbackPayload answer() {
    int kind = chance.below(100);
    if (kind < 8) {
      return failed(Code.AGENT_FAILED, "the model is tired");
    }
    ObjectNode output = Json.object();
    output.put("text", "fine");
    output.put("go", kind % 3 != 0);
    if (kind < 14) {
      output.put("text", 7);
      output.put("poison", UNJUDGED);
    } else if (kind < 18) {
      output.put("ktsu_skip_reason", "nothing to do");
    }
    return payload(CallbackPayload.OK, output, "", null);
  }

  /** Whether the call may be made: people have until then, or as long as they like. */
  private CallbackPayload question() {
    PendingApproval call =
        new PendingApproval(
            WRITES,
            "use-" + turn,
            null,
            chance.below(2) == 0 ? PendingApproval.RECOVER : "fail",
            chance.below(4) == 0 ? 0 : chance.between(1_000, 15_000),
            chance.below(2) == 0 ? PendingApproval.REJECT : "fail",
            "");
    return new CallbackPayload(
            request.runId(),
            request.stepId(),
            CallbackPayload.PENDING_APPROVAL,
            null,
            "",
            null,
            null,
            metrics,
            List.of(Message.assistant(saidIn(turn))))
        .asking(List.of(call));
  }

  private CallbackPayload failed(Code code, String error) {
    return payload(CallbackPayload.FAILED, null, error, code.word());
  }

  private CallbackPayload payload(
      String status, @Nullable JsonNode output, String error, @Nullable String code) {
    return new CallbackPayload(
        request.runId(), request.stepId(), status, output, error, code, null, metrics, List.of());
  }
}
