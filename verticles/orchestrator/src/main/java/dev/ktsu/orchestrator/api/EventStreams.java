package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.sse.SseResponse;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The open event streams. Each gets its turn once a second, a slice of them at a time, so that many
 * do not hold up the event loop at once; those of all runs also look soon after a commit, however
 * many there were. Belongs to the engine's event loop.
 */
public final class EventStreams {
  private static final int SLICES = 20;
  private static final long SLICE_MILLIS = 50;

  private final RunEngine engine;
  private final RunStore store;
  private final Timers timers;
  private final Limits limits;
  private final Set<EventStream> ofAllRuns = new LinkedHashSet<>();
  private final List<Set<EventStream>> slices =
      IntStream.range(0, SLICES).<Set<EventStream>>mapToObj(n -> new LinkedHashSet<>()).toList();
  private Timers.Cancellable turns = () -> {};
  private int slice;
  private int opened;
  private int open;
  private boolean draining;
  private boolean moved;

  /**
   * @param openMax streams; more are refused
   * @param backlogBytesMax what may wait for one reader
   */
  public record Limits(int openMax, int backlogBytesMax) {}

  public EventStreams(RunEngine engine, RunStore store, Timers timers, Limits limits) {
    this.engine = engine;
    this.store = store;
    this.timers = timers;
    this.limits = limits;
    engine.watchAll(() -> moved = true);
  }

  /** How many are open. */
  public int open() {
    return open;
  }

  /** Ends all of them, and refuses new ones: this process stops. */
  public void drain() {
    draining = true;
    slices.forEach(each -> new ArrayList<>(each).forEach(EventStream::close));
  }

  /**
   * Answers a request with the events of a run.
   *
   * @param after the last event that the reader has, 0 for none
   * @return succeeds when the stream is closed; fails before anything was sent, with {@code
   *     overloaded} or {@code draining}
   */
  Future<Void> serve(HttpServerRequest request, RunId run, long after) {
    RunEvents source = new RunEvents(engine, store, run, after);
    return serve(request, source, stream -> engine.watch(run, stream::look));
  }

  /** Answers a request with the events of all runs; as that of one. */
  Future<Void> serve(HttpServerRequest request, FeedEvents source) {
    return serve(
        request,
        source,
        stream -> {
          ofAllRuns.add(stream);
          return () -> ofAllRuns.remove(stream);
        });
  }

  private Future<Void> serve(
      HttpServerRequest request,
      EventSource source,
      Function<EventStream, Timers.Cancellable> watching) {
    if (draining) {
      return Future.failedFuture(Problems.draining("orchestrator"));
    }
    if (open >= limits.openMax()) {
      return Future.failedFuture(
          Problems.overloaded(
              "There are " + open + " open event streams.",
              "KTSU_EVENT_STREAMS_MAX",
              Duration.ofSeconds(5)));
    }
    EventStream stream =
        new EventStream(source, new SseResponse(request), limits.backlogBytesMax(), opened);
    add(stream, watching.apply(stream));
    stream.look();
    return stream.closed();
  }

  private void add(EventStream stream, Timers.Cancellable watch) {
    if (open++ == 0) {
      turns = timers.every(SLICE_MILLIS, this::nextSlice);
    }
    Set<EventStream> own = slices.get(opened++ % SLICES);
    own.add(stream);
    stream
        .closed()
        .onSuccess(
            closed -> {
              watch.cancel();
              own.remove(stream);
              if (--open == 0) {
                turns.cancel();
              }
            });
  }

  private void nextSlice() {
    slice = (slice + 1) % SLICES;
    new ArrayList<>(slices.get(slice)).forEach(EventStream::everySecond);
    if (moved) {
      moved = false;
      new ArrayList<>(ofAllRuns).forEach(EventStream::look);
    }
  }
}
