package dev.ktsu.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The half of an orchestrator that a runtime talks to: takes callbacks and heartbeats, and below
 * paths that end so, checkpoints, intents and questions for money.
 */
public final class CallbackSink {
  private static final long WAIT_SECONDS = 20;

  private final BlockingQueue<Received> callbacks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> heartbeats = new LinkedBlockingQueue<>();
  private final Desk checkpoints = new Desk("checkpoint");
  private final Desk intents = new Desk("intent");
  private final Desk spends = new Desk("spend");
  private final List<Received> refused = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger failureStatus = new AtomicInteger(503);
  private final AtomicReference<String> heartbeatAnswer = new AtomicReference<>("");
  private final FakeServer server;

  private CallbackSink(Vertx vertx, int port) {
    server = FakeServer.start(vertx, this::take, port, true);
  }

  public static CallbackSink start(Vertx vertx) {
    return new CallbackSink(vertx, 0);
  }

  /** Starts on a port that is known from before. */
  public static CallbackSink startOn(Vertx vertx, int port) {
    return new CallbackSink(vertx, port);
  }

  /** One POST. */
  public record Received(String path, JsonNode body, MultiMap headers) {}

  /** Takes one kind of report, and keeps every post of it, acknowledged or not. */
  public static final class Desk {
    private final String name;
    private final BlockingQueue<Received> posts = new LinkedBlockingQueue<>();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private volatile Answer standing = new Answer(200, Json.object());

    private Desk(String name) {
      this.name = name;
    }

    /** What posts are answered with from now on. */
    public Desk answers(int status) {
      return answers(status, Json.object());
    }

    /** What posts are answered with from now on. */
    public Desk answers(int status, JsonNode body) {
      standing = new Answer(status, body);
      return this;
    }

    /** What one more post is answered with, before those that {@link #answers} is about. */
    public Desk first(int status, JsonNode body) {
      next.add(new Answer(status, body));
      return this;
    }

    /** The next post; waits for it. */
    public JsonNode next() {
      return poll(posts, name).body();
    }

    /** Posts that were not yet taken. */
    public int waiting() {
      return posts.size();
    }

    private void take(Received received, HttpServerRequest request) {
      posts.add(received);
      Answer answer = Objects.requireNonNullElse(next.poll(), standing);
      FakeServer.reply(request.response(), answer.status(), answer.body());
    }

    private record Answer(int status, JsonNode body) {}
  }

  public Desk checkpoints() {
    return checkpoints;
  }

  public Desk intents() {
    return intents;
  }

  public Desk spends() {
    return spends;
  }

  /** The next {@code times} callbacks are answered with {@code status}. */
  public CallbackSink failsFirst(int times, int status) {
    failureStatus.set(status);
    failures.set(times);
    return this;
  }

  /** What heartbeats are answered with from now on. */
  public CallbackSink answersHeartbeats(String json) {
    heartbeatAnswer.set(json);
    return this;
  }

  /** The next callback that was acknowledged; waits for it. */
  public JsonNode next() {
    return nextReceived().body();
  }

  /** As {@link #next}, with path and headers. */
  public Received nextReceived() {
    return poll(callbacks, "callback");
  }

  /** The next heartbeat; waits for it. */
  public Received nextHeartbeat() {
    return poll(heartbeats, "heartbeat");
  }

  /** Callbacks that were acknowledged and not yet taken. */
  public int waiting() {
    return callbacks.size();
  }

  /** Callbacks that were answered with a failure. */
  public List<Received> refused() {
    return List.copyOf(refused);
  }

  public String url() {
    return server.url();
  }

  public int port() {
    return server.port();
  }

  public void stop() {
    server.stop();
  }

  private void take(HttpServerRequest request) {
    request.body().onSuccess(body -> take(request, body));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Received received =
        new Received(request.path(), Json.parse(body.getBytes()), request.headers());
    if (request.path().equals("/heartbeat")) {
      heartbeats.add(received);
      request.response().end(heartbeatAnswer.get());
    } else if (request.path().endsWith("/checkpoint")) {
      checkpoints.take(received, request);
    } else if (request.path().endsWith("/intent")) {
      intents.take(received, request);
    } else if (request.path().endsWith("/spend")) {
      spends.take(received, request);
    } else if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      refused.add(received);
      request.response().setStatusCode(failureStatus.get()).end();
    } else {
      callbacks.add(received);
      request.response().end();
    }
  }

  private static Received poll(BlockingQueue<Received> queue, String what) {
    try {
      Received received = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (received == null) {
        throw new AssertionError("no " + what + " within " + WAIT_SECONDS + " s");
      }
      return received;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    }
  }
}
