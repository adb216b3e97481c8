package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
  private final Ports ports;
  private final Definitions definitions;
  private final Membership membership;
  private final Map<RunId, ActiveRun> active = new HashMap<>();
  private final Map<RunId, Future<ActiveRun>> loading = new HashMap<>();
  private final RecentRuns recent = new RecentRuns();
  private final Watchers watchers = new Watchers();

  /**
   * What the engine works with.
   *
   * @param effects made for the engine whose commands they bring back
   * @param seeds fresh random bits for each decision
   * @param seat what this process is called among others
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
      Membership.Seat seat,
      FaultPoints faults) {}

  public RunEngine(Outside outside, RunLimits limits) {
    this.definitions = outside.definitions();
    this.membership = new Membership(outside, () -> boot(outside.seeds().get()), new Runs());
    this.ports =
        new Ports(
            outside,
            outside.effects().apply(this),
            limits,
            membership,
            this::left,
            watchers::moved,
            new Tally());
  }

  /**
   * Joins the processes that share the store, and takes up the runs that nobody carries on with,
   * now and whenever another is gone.
   *
   * @param wanted which of them
   * @return fails with {@code instance_taken} when another running process has the same name
   */
  public Future<Void> start(Predicate<RunId> wanted) {
    return membership.start(wanted);
  }

  /** Others may go on with its runs. */
  public Future<Void> stop() {
    return membership.stop();
  }

  /** Whether no other process is known to write to the store. */
  public boolean isAlone() {
    return membership.isAlone();
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
        : load(run).compose(loaded -> present(loaded).send(command));
  }

  /**
   * Throws away a run that is settled, with everything that is kept of it.
   *
   * @return fails with {@code run_not_found}, {@code run_active} or, when someone tries it again at
   *     this moment, {@code stale_head}
   */
  public Future<Void> purge(RunId run) {
    return ports
        .store()
        .row(run)
        .compose(
            row ->
                row.isEmpty()
                    ? Future.failedFuture(Problems.runNotFound(run.toString()))
                    : purge(row.get()));
  }

  Future<Void> purge(RunStore.RunRow row) {
    return row.settled()
        ? ports.store().purge(row.run(), row.head()).onSuccess(gone -> forget(row.run()))
        : Future.failedFuture(RunProblems.stillActive(row.state()));
  }

  private void forget(RunId run) {
    recent.forget(run);
    active.remove(run);
  }

  /** The committed state of a run; fails with {@code run_not_found}. */
  public Future<RunState> state(RunId run) {
    ActiveRun known = active.get(run);
    if (known != null && known.state().head() > 0) {
      return membership.isAlone()
          ? Future.succeededFuture(known.state())
          : known.look().map(seen -> known.state());
    }
    History history = recent(run);
    return history == null
        ? folded(run)
        : Future.succeededFuture(Evolve.all(RunState.unborn(run), history.journal()));
  }

  /** Whether this process carries on with the run. */
  public boolean isOwnerOf(RunStore.RunRow row) {
    return row.owner().equals(membership.name());
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

  /** The same of every run; {@code look} must be cheap. */
  public Timers.Cancellable watchAll(Runnable look) {
    return watchers.addToAll(look);
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
    History history = known == null ? recent(run) : known.history();
    return history != null && history.isWhole() ? history : null;
  }

  /** What others may have changed is not at hand. */
  private @Nullable History recent(RunId run) {
    return membership.isAlone() ? recent.of(run) : null;
  }

  private Future<ActiveRun> load(RunId run) {
    recent.forget(run);
    Future<ActiveRun> under = loading.get(run);
    if (under != null) {
      return under;
    }
    Future<ActiveRun> loaded =
        folded(run)
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

  /** An own run that comes into memory goes on there. */
  private ActiveRun activate(RunState state, Behaviour behaviour) {
    ActiveRun known = active.get(state.run());
    if (known != null) {
      return known;
    }
    ActiveRun loaded = new ActiveRun(state, behaviour, ports);
    active.put(state.run(), loaded);
    loaded.resume();
    return loaded;
  }

  /** One that several have waited for may have left after what the first of them wanted. */
  private ActiveRun present(ActiveRun loaded) {
    ActiveRun other = active.putIfAbsent(loaded.id(), loaded);
    return other == null ? loaded : other;
  }

  private Future<RunState> folded(RunId run) {
    return Folding.state(ports.store(), run, ports.limits().snapshotEvents());
  }

  private void left(ActiveRun run) {
    if (active.remove(run.id(), run) && run.state().isSettled()) {
      recent.keep(run.id(), run.history());
    }
  }

  private static String boot(Occasion.Seed seed) {
    return Long.toUnsignedString(seed.high(), Character.MAX_RADIX);
  }

  /** What membership asks for. */
  private final class Runs implements Membership.Runs {
    /** A run that a newer release has written is left alone; it does not stop the others. */
    @Override
    public Future<?> takeUp(RunId run) {
      ActiveRun known = active.get(run);
      Future<ActiveRun> loaded = known == null ? load(run) : Future.succeededFuture(known);
      return loaded
          .compose(there -> present(there).takeOver())
          .otherwise(
              failure -> {
                LOG.atError()
                    .addKeyValue("run", run)
                    .setCause(failure instanceof Problem ? null : failure)
                    .log("the run is left alone: {}", failure.getMessage());
                return null;
              });
    }

    @Override
    public Future<?> moved(RunId run) {
      recent.forget(run);
      ActiveRun known = active.get(run);
      return known == null ? takeUp(run) : known.look();
    }

    @Override
    public void forget() {
      List.copyOf(active.values()).forEach(ActiveRun::forget);
      active.clear();
      recent.clear();
    }

    @Override
    public void rest() {
      active.values().removeIf(ActiveRun::rests);
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
      Membership membership,
      Consumer<ActiveRun> left,
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
          membership.name(),
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
