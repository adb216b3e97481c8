package dev.ktsu.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The same request again and again over a fixed number of connections, from one thread. */
public final class Load {
  private static final long ANSWERS_WITHIN = TimeUnit.SECONDS.toNanos(20);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SLICE = MILLI / 10;

  private final byte[] request;
  private final Pace pace;
  private final InstantSource clock = InstantSource.system();
  private final Samples latency = new Samples();
  private final Deque<Line> free = new ArrayDeque<>();
  private final Selector selector;
  private final long end;
  private long accepted;
  private final Map<Integer, Long> refusals = new TreeMap<>();
  private long withoutTime;
  private int underWay;

  private Load(Selector selector, byte[] request, Pace pace, Duration time) {
    this.selector = selector;
    this.request = request;
    this.pace = pace;
    end = System.nanoTime() + time.toNanos();
  }

  /**
   * Runs a load to its end, and waits for the last answers.
   *
   * @param connections to {@code to}, all opened before the first request
   * @throws IOException when a connection breaks, or an answer does not come within 20 s
   */
  public static Outcome run(
      InetSocketAddress to, int connections, byte[] request, Pace pace, Duration time)
      throws IOException {
    List<Line> lines = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        lines.add(new Line(to, selector));
      }
      Load load = new Load(selector, request, pace, time);
      load.free.addAll(lines);
      return load.run();
    } finally {
      for (Line line : lines) {
        line.close();
      }
    }
  }

  private Outcome run() throws IOException {
    long from = clock.millis();
    drive(end);
    long until = clock.millis();
    long givenUp = end + ANSWERS_WITHIN;
    while (underWay > 0) {
      if (System.nanoTime() > givenUp) {
        throw new IOException(underWay + " requests were not answered within 20 s");
      }
      await(MILLI);
    }
    return new Outcome(accepted, refusals, withoutTime, latency, new Outcome.Window(from, until));
  }

  private void drive(long deadline) throws IOException {
    long now = System.nanoTime();
    while (now < deadline && !pace.isOver()) {
      long due = pace.due(now);
      while (due <= now && !free.isEmpty()) {
        free.remove().send(request, due);
        underWay++;
        pace.sent();
        due = pace.due(now);
      }
      long wait = free.isEmpty() ? deadline - now : Math.min(due, deadline) - now;
      await(wait);
      now = System.nanoTime();
    }
  }

  /** Handles answers; waits for one at most {@code nanos}. */
  private void await(long nanos) throws IOException {
    if (nanos >= MILLI) {
      selector.select(this::turn, TimeUnit.NANOSECONDS.toMillis(nanos));
    } else if (selector.selectNow(this::turn) == 0) {
      // A selector sleeps whole milliseconds: too long to keep an open rate.
      LockSupport.parkNanos(Math.min(nanos, SLICE));
    }
  }

  private void turn(SelectionKey key) {
    Line line = (Line) key.attachment();
    int status;
    try {
      status = line.turn();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
    if (status > 0) {
      answered(line, status);
    }
  }

  private void answered(Line line, int status) {
    long now = System.nanoTime();
    boolean good = status >= 200 && status < 300;
    if (good) {
      accepted++;
    } else {
      refusals.merge(status, 1L, Long::sum);
      withoutTime += line.saysWhen() ? 0 : 1;
    }
    if (good && now < end) {
      latency.add(now - line.due());
    }
    underWay--;
    free.add(line);
  }
}
