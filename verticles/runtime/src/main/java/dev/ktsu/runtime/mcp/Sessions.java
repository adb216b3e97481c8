package dev.ktsu.runtime.mcp;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Timers;
import dev.ktsu.runtime.mcp.transport.Connector;
import dev.ktsu.runtime.mcp.transport.ServerAddress;
import io.vertx.core.Future;
import java.net.URI;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The open sessions of one event loop. One that nobody has used for five minutes is closed; whoever
 * asks for it later gets a new one.
 */
public final class Sessions {
  private static final long IDLE_MILLIS = 5 * 60_000;
  private static final long SWEEP_MILLIS = 30_000;
  private static final int CLOSING_MAX = 32;

  private final Connector connector;
  private final Clock clock;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final Timers.Cancellable sweeping;

  public Sessions(Connector connector, Clock clock, Timers timers) {
    this.connector = connector;
    this.clock = clock;
    this.sweeping = timers.every(SWEEP_MILLIS, this::sweep);
  }

  /** The session for a server as an agent names it. */
  Session of(ToolServerRef server) {
    ServerAddress address =
        new ServerAddress(
            url(server), server.persistentId(), server.authHeader(), server.authValue());
    Key key = new Key(address, server.params());
    Map<String, String> config = new TreeMap<>(server.params());
    config.keySet().removeAll(server.secretKeys());
    Entry entry =
        entries.computeIfAbsent(
            key, absent -> new Entry(new Session(() -> connector.connect(address, config))));
    entry.usedAt = clock.millis();
    return entry.session;
  }

  /** Closes them all. */
  public Future<Void> close() {
    sweeping.cancel();
    List<Session> open = entries.values().stream().map(entry -> entry.session).toList();
    entries.clear();
    return Futures.inParallel(CLOSING_MAX, open, Session::close).mapEmpty();
  }

  private void sweep() {
    long horizon = clock.millis() - IDLE_MILLIS;
    for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.usedAt <= horizon) {
        each.remove();
        Detached.run("close idle tool session", entry.session.close());
      }
    }
  }

  private static URI url(ToolServerRef server) {
    try {
      URI url = URI.create(server.url());
      if (url.getHost() != null && url.getScheme().matches("(?i)https?")) {
        return url;
      }
    } catch (IllegalArgumentException noUrl) {
      // Told below, as any other address that cannot be used.
    }
    throw new Fault(
        Code.TOOL_FAILED,
        502,
        "tool failed",
        "tool server " + server.name() + ": its url must begin with http:// or https://",
        "Correct the url in the server file.");
  }

  private record Key(ServerAddress address, Map<String, String> params) {}

  private static final class Entry {
    private final Session session;
    private long usedAt;

    Entry(Session session) {
      this.session = session;
    }
  }
}
