package dev.ktsu.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.Heartbeat.ActiveLeg;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Usd;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a runtime without its work: takes legs, and answers them from a script or when the
 * test says so.
 */
public final class FakeRuntime {
  /** Usage of every scripted answer. */
  public static final Metrics USAGE =
      new Metrics("fake/model", 7, 10, 5, new Usd(1_500), 1, 0, false, 0);

  private static final long WAIT_SECONDS = 60;

  private final FakeServer server;
  private final String id;
  private final BlockingQueue<InvokeRequest> taken = new LinkedBlockingQueue<>();
  private final List<InvokeRequest> all = new CopyOnWriteArrayList<>();
  private final List<String> stopped = new CopyOnWriteArrayList<>();
  private volatile List<String> capabilities = List.of();
  private volatile List<String> labels = List.of();
  private volatile String boot = "boot-1";
  private volatile int status = 202;
  private volatile @Nullable Function<InvokeRequest, String> script;

  private FakeRuntime(Vertx vertx, String id) {
    this.id = id;
    this.server = FakeServer.start(vertx, this::serve);
  }

  public static FakeRuntime start(Vertx vertx, String id) {
    return new FakeRuntime(vertx, id);
  }

  /**
   * From now on every leg is answered with status ok and the output that {@code of} gives; null for
   * no answers.
   */
  public FakeRuntime answers(@Nullable Function<InvokeRequest, String> of) {
    script = of;
    return this;
  }

  /** What {@code POST /invoke} is answered with; only 202 takes the leg. */
  public FakeRuntime accepts(int code) {
    status = code;
    return this;
  }

  /** From now on it says that it tells its turns and intents. */
  public FakeRuntime resumes() {
    capabilities = List.of(Heartbeat.CHECKPOINT, Heartbeat.INTENT);
    return this;
  }

  /** From now on it says that it was started anew. */
  public FakeRuntime restarted() {
    boot = "boot-2";
    return this;
  }

  /** From now on it says that it has these labels. */
  public FakeRuntime labelled(String... names) {
    labels = List.of(names);
    return this;
  }

  /** Tells a turn that follows the one before, of one message. */
  public TestClient.Answer checkpoint(InvokeRequest leg, int turn, String text) {
    Message message =
        Json.convert(Json.object().put("role", "user").put("content", text), Message.class);
    Checkpoint told = new Checkpoint(leg.leg(), turn, turn - 1, List.of(message), USAGE);
    return new TestClient(leg.checkpointUrl()).post("", Json.text(told));
  }

  /** Announces a call of a tool in this turn. */
  public TestClient.Answer intent(InvokeRequest leg, int turn, String tool) {
    Intent told = new Intent(leg.leg(), turn, 0, tool, "hash");
    return new TestClient(leg.intentUrl()).post("", Json.text(told));
  }

  public String url() {
    return server.url();
  }

  /** The next leg; waits for it. */
  public InvokeRequest next() {
    try {
      InvokeRequest request = taken.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("runtime " + id + " waited in vain for a leg");
      }
      return request;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Every leg so far, also those that were refused. */
  public List<InvokeRequest> all() {
    return List.copyOf(all);
  }

  /** Paths of {@code DELETE} calls so far. */
  public List<String> stopped() {
    return List.copyOf(stopped);
  }

  /** Posts an output for a leg. */
  public TestClient.Answer answer(InvokeRequest leg, String output) {
    return post(leg, CallbackPayload.OK, Json.parse(output), "", null);
  }

  /** Posts a failure for a leg. */
  public TestClient.Answer fail(InvokeRequest leg, String error, String errorCode) {
    return post(leg, CallbackPayload.FAILED, null, error, errorCode);
  }

  /** Sends a beat with these legs to an orchestrator. */
  public Heartbeat.Answer beat(String orchestrator, InvokeRequest... active) {
    List<ActiveLeg> legs =
        List.of(active).stream()
            .map(leg -> new ActiveLeg(leg.runId(), leg.stepId(), leg.leg()))
            .toList();
    Heartbeat beat = new Heartbeat(id, legs, boot, url(), 100, labels, false, capabilities);
    TestClient.Answer answer = new TestClient(orchestrator).post("/heartbeat", Json.text(beat));
    return Json.convert(answer.json(), Heartbeat.Answer.class);
  }

  public void stop() {
    server.stop();
  }

  /** As long as one waits for anything in a test; then nobody is there any more. */
  private void answerUntilTaken(InvokeRequest leg, String output) {
    Waiting.until("the answer of " + leg.stepId() + " to be taken", () -> isTaken(leg, output));
  }

  private boolean isTaken(InvokeRequest leg, String output) {
    try {
      return answer(leg, output).status() == 200;
    } catch (UncheckedIOException unreachable) {
      return false;
    }
  }

  /** Asks a person about calls of tools. */
  public TestClient.Answer ask(InvokeRequest leg, PendingApproval... calls) {
    List<Message> messages =
        List.of(Message.user("work"), Message.assistant("[{\"type\":\"tool_use\"}]"));
    CallbackPayload payload =
        new CallbackPayload(
                leg.runId(),
                leg.stepId(),
                CallbackPayload.PENDING_APPROVAL,
                null,
                "",
                null,
                null,
                USAGE,
                messages)
            .asking(List.of(calls));
    return new TestClient(leg.callbackUrl()).post("", Json.text(payload));
  }

  private TestClient.Answer post(
      InvokeRequest leg,
      String outcome,
      @Nullable JsonNode output,
      String error,
      @Nullable String errorCode) {
    CallbackPayload payload =
        new CallbackPayload(
            leg.runId(), leg.stepId(), outcome, output, error, errorCode, null, USAGE, List.of());
    return new TestClient(leg.callbackUrl()).post("", Json.text(payload));
  }

  private void serve(HttpServerRequest request) {
    if (request.method() == HttpMethod.DELETE) {
      stopped.add(request.path());
      request.response().setStatusCode(204).end();
      return;
    }
    if (request.method() == HttpMethod.GET) {
      FakeServer.reply(request.response(), 200, Json.object().put("status", "ok"));
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              InvokeRequest leg = Json.read(body.getBytes(), InvokeRequest.class);
              all.add(leg);
              int code = status;
              if (code == 202) {
                taken.add(leg);
              }
              request.response().setStatusCode(code).end();
              Function<InvokeRequest, String> answers = script;
              if (code == 202 && answers != null) {
                String output = answers.apply(leg);
                Thread.startVirtualThread(() -> answerUntilTaken(leg, output));
              }
            });
  }
}
