package dev.ktsu.orchestrator.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.Effects;
import dev.ktsu.orchestrator.run.Membership;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunLimits;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.StrangeProcesses;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The turns of open streams, under a clock that the test moves. */
class EventStreamsTest {
  private static final RunId RUN = new RunId(1);
  private static final int READERS = 60;
  private static final int TURNS_A_SECOND = 20;
  private static final String PING = ": ping\n\n";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = ((VertxInternal) vertx).createEventLoopContext();
  private final MemoryStore store = MemoryStore.of(vertx, new MemoryStore.Data(Clock.system()));
  private final List<Runnable> turns = new CopyOnWriteArrayList<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final List<Socket> readers = new ArrayList<>();
  private final EventStreams streams =
      new EventStreams(engine(), store, timers(), new EventStreams.Limits(READERS, 1 << 18));

  @AfterEach
  void close() throws IOException {
    for (Socket reader : readers) {
      reader.close();
    }
    vertx.close().await();
  }

  private Timers timers() {
    return new Timers() {
      @Override
      public Cancellable after(long millis, Runnable action) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Cancellable every(long millis, Runnable action) {
        turns.add(action);
        return () -> turns.remove(action);
      }
    };
  }

  private RunEngine engine() {
    return new RunEngine(
        new RunEngine.Outside(
            store,
            digest -> Future.failedFuture("nothing is decided here"),
            made ->
                new Effects() {
                  @Override
                  public void carryOut(RunState state, Effect effect, PayloadSource payloads) {}

                  @Override
                  public void reserve(RunId run, Effect.Watch watch) {}

                  @Override
                  public void over(RunId run, Effect effect) {}
                },
            new Compute() {
              @Override
              public <T> Future<T> run(Callable<T> work) {
                return vertx.executeBlocking(work);
              }
            },
            Occasion.Placement.NOWHERE,
            () -> 0,
            Timers.of(vertx),
            () -> new Occasion.Seed(1, 2),
            new Membership.Seat(List.of("me"), new StrangeProcesses("me"), 10_000, taken -> {}),
            FaultPoints.NONE),
        new RunLimits(1, 1, 1, 1, 1, 1_000, new Occasion.Limits(1, 1, 1, 1, 1)));
  }

  private void openAll() throws Exception {
    Event created = new Event.RunCreated("w", "digest", false, "trace", 0, 0, "");
    store
        .append(
            new RunStore.Append(
                RUN,
                0,
                List.of(
                    new RunStore.Entry(
                        1, 1, EventCodec.type(created), 1, EventCodec.encode(created), null)),
                new RunStore.RunRow(
                    RUN,
                    "w",
                    "d",
                    State.RUNNING,
                    false,
                    1,
                    1,
                    1,
                    0,
                    null,
                    "",
                    Metrics.NONE,
                    0,
                    "",
                    0)))
        .await();
    Promise<HttpServer> listening = Promise.promise();
    loop.runOnContext(now -> listen().onComplete(listening));
    int port = listening.future().await().actualPort();
    for (int n = 0; n < READERS; n++) {
      Socket reader = new Socket(InetAddress.getLoopbackAddress(), port);
      reader.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
      readers.add(reader);
      Thread.startVirtualThread(() -> count(reader));
    }
    Waiting.until("all to be open", () -> streams.open() == READERS);
  }

  private Future<HttpServer> listen() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> streams.serve(request, RUN, 0))
        .listen(0, "127.0.0.1");
  }

  private void count(Socket reader) {
    byte[] some = new byte[4_096];
    try {
      for (int n = reader.getInputStream().read(some); n > 0; ) {
        String text = new String(some, 0, n, StandardCharsets.UTF_8);
        pings.addAndGet((text.length() - text.replace(PING, "").length()) / PING.length());
        n = reader.getInputStream().read(some);
      }
    } catch (IOException closed) {
      assertTrue(reader.isClosed(), closed.getMessage());
    }
  }

  private void seconds(int count) {
    for (int n = 0; n < count * TURNS_A_SECOND; n++) {
      loop.runOnContext(now -> turns.getFirst().run());
    }
  }

  @Test
  void everyReaderIsPingedInFifteenSecondsAndNotAllAtOnce() throws Exception {
    openAll();
    seconds(5);
    int third = READERS / 3;
    Waiting.until("a third of the pings", () -> pings.get() == third);
    seconds(10);
    Waiting.until("a ping for each", () -> pings.get() == READERS);
    seconds(15);
    Waiting.until("another ping for each", () -> pings.get() == 2 * READERS);
  }

  @Test
  void nobodyIsServedOnceNoStreamIsOpen() throws Exception {
    openAll();
    assertEquals(1, turns.size());
    loop.runOnContext(now -> streams.drain());
    Waiting.until("all to be closed", () -> streams.open() == 0);
    assertEquals(0, turns.size());
  }
}
