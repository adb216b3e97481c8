package dev.ktsu.crash;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.crash.Invocation.Kind;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Invokes at a steady rate, whether the product answers or not: a client whose request failed sends
 * it again, under the same key, until it is acknowledged.
 */
final class Load {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** One round of the mix. */
  private static final List<Kind> MIX =
      List.of(
          Kind.AGENT,
          Kind.HOOKS,
          Kind.AGENT,
          Kind.CHAIN,
          Kind.AGENT,
          Kind.RETRIES,
          Kind.AGENT,
          Kind.PAUSE,
          Kind.HOOKS,
          Kind.CANCEL);

  private final TestClient client;
  private final String name;
  private final Duration pause;
  private final List<Invocation> invocations = new ArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final Thread ticker = Thread.ofPlatform().unstarted(this::tick);
  private volatile boolean isOver;

  /**
   * @param name makes the keys of this load its own
   */
  Load(TestClient client, String name, int invokesPerSecond) {
    this.client = client;
    this.name = name;
    this.pause = Duration.ofSeconds(1).dividedBy(invokesPerSecond);
  }

  void start() {
    ticker.start();
  }

  /** Ends it, and waits until every invoke so far is acknowledged. */
  List<Invocation> stop() throws InterruptedException {
    isOver = true;
    ticker.join();
    for (Thread each : clients) {
      each.join();
    }
    return List.copyOf(invocations);
  }

  /** Answers that are neither an acknowledgement nor a reason to ask again. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Sends an invoke under its key, for the first time or not. */
  Answer send(Invocation invocation) {
    return client.post(
        "/invoke/" + invocation.kind().workflow(),
        Json.text(Json.object().put("key", invocation.key())),
        "Idempotency-Key",
        invocation.key());
  }

  private void tick() {
    long due = System.nanoTime();
    while (!isOver) {
      int number = invocations.size();
      Invocation next = new Invocation(MIX.get(number % MIX.size()), name + "-" + number);
      invocations.add(next);
      clients.add(Thread.ofVirtual().start(() -> perform(next)));
      due += pause.toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private void perform(Invocation invocation) {
    try {
      invoke(invocation);
    } catch (UncheckedIOException away) {
      refusals.add(invocation + " found nobody: " + away.getMessage());
    }
  }

  private void invoke(Invocation invocation) {
    Answer answer = untilAnswered(() -> send(invocation));
    if (answer.status() != 202) {
      refusals.add("invoke of " + invocation + ": " + answer.status() + " " + answer.text());
      return;
    }
    String run = answer.json().path("run_id").asText();
    invocation.acknowledged(run);
    if (invocation.kind() == Kind.CANCEL) {
      cancel(invocation, run);
    }
  }

  /** An answer that was lost may have been a yes: asking again then finds the run at its end. */
  private void cancel(Invocation invocation, String run) {
    Answer answer = untilAnswered(() -> client.post("/runs/" + run + "/cancel", "{}"));
    if (answer.status() == 202 || answer.status() == 409) {
      invocation.cancelAcknowledged();
    } else {
      refusals.add("cancel of " + invocation + ": " + answer.status() + " " + answer.text());
    }
  }

  /** The first answer that is not "later"; the last one when patience ends. */
  private Answer untilAnswered(Supplier<Answer> request) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Answer answer = request.get();
        if (answer.status() != 503 || System.nanoTime() > end) {
          return answer;
        }
      } catch (UncheckedIOException away) {
        if (System.nanoTime() > end) {
          throw away;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
