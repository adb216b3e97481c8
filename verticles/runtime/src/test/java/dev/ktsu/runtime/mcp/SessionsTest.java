package dev.ktsu.runtime.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.runtime.mcp.transport.Connector;
import dev.ktsu.runtime.mcp.transport.Egress;
import dev.ktsu.runtime.mcp.transport.Limits;
import dev.ktsu.runtime.mcp.transport.Wire;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final long MINUTE = 60_000;

  private final List<Runnable> sweeps = new ArrayList<>();
  private Vertx vertx;
  private FakeToolServer server;
  private Sessions sessions;
  private volatile long now;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server = new FakeToolServer().keepsSessions(404).tool("look", arguments -> "").start(vertx);
    var client = Clients.http(vertx, ClientHabits.tier("tools", 10_000));
    Timers timers = sweptByHand(Timers.of(vertx));
    Connector connector =
        new Connector(new Wire(client, timers, new Limits(10_000, 1 << 20), Egress.DIRECT));
    sessions = new Sessions(connector, () -> now, timers);
  }

  @AfterEach
  void stop() {
    server.stop();
    vertx.close().await();
  }

  @Test
  void sessionThatIsUsedStaysOpen() {
    Session first = onLoop(() -> Future.succeededFuture(sessions.of(reference("Bearer a"))));
    now = 4 * MINUTE;
    onLoop(() -> Future.succeededFuture(sessions.of(reference("Bearer a"))));
    now = 8 * MINUTE;
    sweep();
    assertSame(first, onLoop(() -> Future.succeededFuture(sessions.of(reference("Bearer a")))));
  }

  @Test
  void sessionThatIsIdleIsEndedAndOpenedAnew() {
    Session first = onLoop(() -> Future.succeededFuture(sessions.of(reference("Bearer a"))));
    onLoop(() -> first.tools(Cancellation.never()));
    now = 5 * MINUTE;
    sweep();
    Session second = onLoop(() -> Future.succeededFuture(sessions.of(reference("Bearer a"))));
    assertNotSame(first, second);
    onLoop(() -> second.tools(Cancellation.never()));
    assertEquals(List.of("session-1"), ended());
    assertEquals(2, server.received("initialize").size());
  }

  @Test
  void closingEndsEverySession() {
    for (String credentials : List.of("Bearer a", "Bearer b")) {
      onLoop(() -> sessions.of(reference(credentials)).tools(Cancellation.never()));
    }
    onLoop(() -> sessions.close());
    assertEquals(List.of("session-1", "session-2"), ended().stream().sorted().toList());
  }

  private List<String> ended() {
    return server.log().stream()
        .filter(seen -> seen.http().equals(HttpMethod.DELETE))
        .map(seen -> seen.headers().get("Mcp-Session-Id"))
        .toList();
  }

  private ToolServerRef reference(String credentials) {
    return new ToolServerRef(
        "s",
        server.url(),
        List.of("*"),
        null,
        null,
        credentials,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private void sweep() {
    onLoop(
        () -> {
          sweeps.forEach(Runnable::run);
          return Future.succeededFuture();
        });
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(turn -> work.get().onComplete(done));
    return done.future().await();
  }

  private Timers sweptByHand(Timers real) {
    return new Timers() {
      @Override
      public Cancellable after(long millis, Runnable action) {
        return real.after(millis, action);
      }

      @Override
      public Cancellable every(long millis, Runnable action) {
        sweeps.add(action);
        return () -> sweeps.remove(action);
      }
    };
  }
}
