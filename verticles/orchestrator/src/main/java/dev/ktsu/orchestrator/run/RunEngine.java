package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every command on a run comes through here: it is handed to the run's mailbox, decided by the
 * kernel, committed by the store, and only then answered and carried out. Belongs to one event
 * loop.
 */
public final class RunEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);
  private static final int LOADS_AT_ONCE = 16;

  private final Ports ports;
  private final Definitions definitions;
  private final Map<RunId, ActiveRun> active = new HashMap<>();
  private final Map<RunId, Future<ActiveRun>> loading = new HashMap<>();
  private final RecentRuns recent = new RecentRuns();
  private final Watchers watchers = new Watchers();

  /**
   * What the engine works with.
   *
   * @param effects made for the engine whose commands they bring back
   * @param seeds fresh random bits for each decision
   * @param instance name of this process
   */
  public record Outside(
      RunStore store,
      Definitions definitions,
      Function<RunEngine, Effects> effects,
      Compute compute,
      Occasion.Placement placement,
      Clock clock,
      Timers timers,
      Supplier<Occasion.Seed> seeds,
      String instance,
      FaultPoints faults) {}

  public RunEngine(Outside outside, RunLimits limits) {
    this.definitions = outside.definitions();
    this.ports =
        new Ports(
            outside,
            outside.effects().apply(this),
            limits,
            this::settled,
            watchers::moved,
            new Tally());
  }

  /** Takes up the runs that are not settled, as far as {@code wanted}. */
  public Future<Void> start(Predicate<RunId> wanted) {
    return ports
        .store()
        .unsettled()
        .map(runs -> runs.stream().filter(wanted).toList())
        .compose(runs -> Futures.inParallel(LOADS_AT_ONCE, runs, this::takeUp))
        .map(
            taken -> {
              if (!taken.isEmpty()) {
                LOG.info("took up {} unfinished runs", taken.size());
              }
              return null;
            });
  }

  /**
   * Brings a run into being; one that is there stays as it is.
   *
   * @return succeeds when it is durable; fails with {@code overloaded} before anything exists
   */
  public Future<Void> create(RunId run, Command.Create create, Behaviour behaviour) {
    ActiveRun known = active.get(run);
    if (known != null) {
      return known.send(create);
    }
    if (active.size() >= ports.limits().activeMax()) {
      return Future.failedFuture(
          Problems.overloaded(
              "There are " + active.size() + " unfinished runs.",
              "KTSU_RUNS_ACTIVE_MAX",
              Duration.ofSeconds(5)));
    }
    if (ports.store().waiting() >= ports.limits().commitQueueMax()) {
      return Future.failedFuture(
          Problems.overloaded(
              "The store is behind.", "KTSU_COMMIT_QUEUE_MAX", Duration.ofSeconds(1)));
    }
    ActiveRun fresh = new ActiveRun(RunState.unborn(run), behaviour, ports);
    active.put(run, fresh);
    return fresh.send(create);
  }

  /**
   * Hands a command to a run.
   *
   * @return succeeds when its consequences are durable; fails with {@code run_not_found}, or with
   *     the refusal of the command
   */
  public Future<Void> send(RunId run, Command command) {
    ActiveRun known = active.get(run);
    return known != null
        ? known.send(command)
        : load(run).compose(loaded -> loaded.send(command).eventually(() -> release(loaded)));
  }

  /** The committed state of a run; fails with {@code run_not_found}. */
  public Future<RunState> state(RunId run) {
    ActiveRun known = active.get(run);
    if (known != null && known.state().head() > 0) {
      return Future.succeededFuture(known.state());
    }
    History history = recent.of(run);
    return history == null
        ? fold(run)
        : Future.succeededFuture(Evolve.all(RunState.unborn(run), history.journal()));
  }

  /** Commands decided so far. */
  public long decisions() {
    return ports.tally().decisions;
  }

  /** Events committed so far. */
  public long events() {
    return ports.tally().events;
  }

  /**
   * A run as it was committed.
   *
   * @param payloads those of the events that {@code wanted} names
   */
  public record Reading(RunState state, Map<Long, byte[]> payloads) {}

  /** Reads a run and some of its payloads; fails with {@code run_not_found}. */
  public Future<Reading> read(RunId run, Function<RunState, Set<Long>> wanted) {
    return state(run)
        .compose(
            state -> {
              Set<Long> seqs = wanted.apply(state);
              History history = history(run);
              return history == null
                  ? ports.store().payloads(run, seqs).map(found -> new Reading(state, found))
                  : Future.succeededFuture(new Reading(state, history.payloads(seqs)));
            });
  }

  /**
   * Calls {@code look} after commits of this engine on the run. A hint, not more: what another
   * process commits is not heard, so who must not miss anything also looks by itself.
   */
  public Timers.Cancellable watch(RunId run, Runnable look) {
    return watchers.add(run, look);
  }

  /** Runs in memory. */
  public int active() {
    return active.size();
  }

  /** The committed state of a run in memory; a run that is not is settled. */
  public Optional<RunState> known(RunId run) {
    return Optional.ofNullable(active.get(run)).map(ActiveRun::state);
  }

  /** The whole journal of a run, when it is at hand. */
  private @Nullable History history(RunId run) {
    ActiveRun known = active.get(run);
    History history = known == null ? recent.of(run) : known.history();
    return history != null && history.isWhole() ? history : null;
  }

  private Future<ActiveRun> load(RunId run) {
    recent.forget(run);
    Future<ActiveRun> under = loading.get(run);
    if (under != null) {
      return under;
    }
    Future<ActiveRun> loaded =
        fold(run)
            .compose(
                state ->
                    definitions
                        .behaviour(state.born().definition())
                        .map(behaviour -> activate(state, behaviour)))
            .onComplete(ended -> loading.remove(run));
    if (!loaded.isComplete()) {
      loading.put(run, loaded);
    }
    return loaded;
  }

  private ActiveRun activate(RunState state, Behaviour behaviour) {
    return active.computeIfAbsent(state.run(), run -> new ActiveRun(state, behaviour, ports));
  }

  /** A settled run that a command has woken goes back to sleep. */
  private Future<Void> release(ActiveRun run) {
    if (run.state().isSettled() && run.isIdle()) {
      settled(run);
    }
    return Future.succeededFuture();
  }

  private Future<RunState> fold(RunId run) {
    return ports
        .store()
        .journal(run, 0)
        .map(
            journal -> {
              if (journal.isEmpty()) {
                throw Problems.runNotFound(run.toString());
              }
              return Evolve.all(RunState.unborn(run), journal);
            });
  }

  /** A run that a newer release has written is left alone; it does not stop the others. */
  private Future<ActiveRun> takeUp(RunId run) {
    return load(run)
        .onSuccess(ActiveRun::takeUp)
        .otherwise(
            failure -> {
              LOG.atError()
                  .addKeyValue("run", run)
                  .setCause(failure instanceof EventCodec.UnknownEvent ? null : failure)
                  .log("the run is left alone: {}", failure.getMessage());
              return null;
            });
  }

  private void settled(ActiveRun run) {
    if (active.remove(run.id(), run) && run.state().head() > 0) {
      recent.keep(run.id(), run.history());
    }
  }

  /** Counts for metrics; written by the engine's loop, read by any thread. */
  static final class Tally {
    private volatile long decisions;
    private volatile long events;

    void decided(int commands) {
      decisions += commands;
    }

    void committed(int more) {
      events += more;
    }
  }

  /** What active runs share. */
  record Ports(
      Outside outside,
      Effects effects,
      RunLimits limits,
      Consumer<ActiveRun> settled,
      Consumer<RunId> moved,
      Tally tally) {
    RunStore store() {
      return outside.store();
    }

    Compute compute() {
      return outside.compute();
    }

    Clock clock() {
      return outside.clock();
    }

    Timers timers() {
      return outside.timers();
    }

    FaultPoints faults() {
      return outside.faults();
    }

    Occasion occasion(boolean each) {
      return new Occasion(
          clock().millis(),
          outside.seeds().get(),
          outside.instance(),
          outside.placement(),
          limits.of(each));
    }
  }

  /** Hands over a command that nobody waits for: a failure is logged. */
  public void post(RunId run, Command command) {
    Detached.run(
        "command " + command.getClass().getSimpleName() + " on " + run, send(run, command));
  }
}
