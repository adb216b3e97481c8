package dev.ktsu.bench.product;

import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Requests;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Reads {@code /metrics} of an orchestrator. */
public final class Gauges implements AutoCloseable {
  private static final byte[] REQUEST = Requests.get("/metrics");

  private final InetSocketAddress orchestrator;
  private Caller caller;

  Gauges(InetSocketAddress orchestrator) throws IOException {
    this.orchestrator = orchestrator;
    caller = new Caller(orchestrator);
  }

  /**
   * One reading of what the benchmarks look at.
   *
   * @param active runs that are not settled
   * @param commits transactions of the store
   * @param events committed
   */
  public record Reading(int active, long commits, long events) {}

  public Reading read() throws IOException {
    String text = text();
    return new Reading(
        (int) value(text, "ktsu_runs_active"),
        (long) value(text, "ktsu_store_commits_total"),
        (long) value(text, "ktsu_events_total"));
  }

  /** The orchestrator closes a connection on which nothing has moved for a while. */
  private String text() throws IOException {
    try {
      return caller.call(REQUEST).expect(200).text();
    } catch (EOFException | SocketException idle) {
      caller.close();
      caller = new Caller(orchestrator);
      return caller.call(REQUEST).expect(200).text();
    }
  }

  @Override
  public void close() throws IOException {
    caller.close();
  }

  private static double value(String text, String name) {
    int at = text.indexOf("\n" + name + " ");
    if (at < 0) {
      throw new IllegalStateException("/metrics has no " + name);
    }
    int from = at + name.length() + 2;
    return Double.parseDouble(text.substring(from, text.indexOf('\n', from)).strip());
  }
}
