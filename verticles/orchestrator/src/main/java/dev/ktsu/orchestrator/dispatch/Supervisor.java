package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.Heartbeat.ActiveLeg;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.RunEngine;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what runtimes say with what they should have: silence makes their legs lost, a leg that
 * a runtime does not report is lost, one that it reports and nobody waits for is to be abandoned.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final String SILENT = "heartbeat timeout";
  private static final String FORGOTTEN = "heartbeat timeout: the runtime does not have the step";

  /** Times that differ by less are of the same beat. */
  private static final long SAME_MILLIS = 500;

  private final RunEngine engine;
  private final Runtimes runtimes;
  private final Clock clock;
  private final long silenceMillis;

  /** Nobody may have listened before: that is no silence of a runtime. */
  private final long listensSince;

  /** Legs that wait for a runtime, first come first. */
  private final Map<LegId, Occasion.Wanted> waiting = new LinkedHashMap<>();

  /** Losses that are to be told once more. */
  private final List<Runnable> untold = new ArrayList<>();

  /** Runtimes whose URL may not be used, each named in the log once. */
  private final Set<String> distrusted = new HashSet<>();

  public Supervisor(RunEngine engine, Runtimes runtimes, Clock clock, long silenceMillis) {
    this.engine = engine;
    this.runtimes = runtimes;
    this.clock = clock;
    this.silenceMillis = silenceMillis;
    this.listensSince = clock.millis();
  }

  /**
   * Takes a beat in.
   *
   * @param trustUrl whether the URL in the beat may be used
   * @param at when it came, milliseconds
   * @return the legs that the runtime should stop
   */
  Heartbeat.Answer heard(Heartbeat beat, boolean trustUrl, long at) {
    if (beat.url() != null && !trustUrl && distrusted.add(beat.runtimeId())) {
      LOG.warn(
          "runtime {} at {} gets no work: set the same {} on both, or name it by {}",
          beat.runtimeId(),
          beat.url(),
          "KTSU_INTERNAL_TOKEN",
          "KTSU_RUNTIME_URL");
    }
    Runtimes.Beat heard = runtimes.heard(beat, trustUrl, at);
    Runtime runtime = heard.runtime();
    Set<LegRef> reported = new HashSet<>();
    List<ActiveLeg> abandon = new ArrayList<>();
    for (ActiveLeg active : beat.active()) {
      reported.add(LegRef.of(active));
      Optional<LegId> wanted = wanted(runtime.id(), active);
      if (wanted.isPresent()) {
        runtime.legs().put(wanted.get(), at);
      } else if (active.leg() != null && isOurs(active)) {
        abandon.add(active);
      }
    }
    missing(runtime, reported, heard.restarted(), at);
    offer();
    return new Heartbeat.Answer(abandon);
  }

  /** Whether a beat is later than the last of its runtime that is known here. */
  boolean isNews(Heartbeat beat, long at) {
    return runtimes.heardAt(beat) + SAME_MILLIS < at;
  }

  /** What is not in memory may be another's, which tells its runtimes itself. */
  private boolean isOurs(ActiveLeg active) {
    return engine.isAlone() || parse(active.runId()).flatMap(engine::known).isPresent();
  }

  /** Looks for silent runtimes and for room; to be called every second. */
  public void sweep() {
    List<Runnable> again = List.copyOf(untold);
    untold.clear();
    again.forEach(Runnable::run);
    long now = clock.millis();
    boolean listensLong = now - listensSince >= silenceMillis;
    for (Runtime runtime : runtimes.all()) {
      if (listensLong && !runtime.isLost() && runtime.isSilent(now, silenceMillis)) {
        runtime.lose();
        if (!runtime.legs().isEmpty()) {
          LOG.warn(
              "runtime {} is silent, {} steps were with it", runtime.id(), runtime.legs().size());
        }
        List.copyOf(runtime.legs().keySet()).forEach(leg -> lost(runtime, leg, SILENT));
      }
    }
    offer();
  }

  /** The leg waits for a runtime until {@link #waitsNoMore}. */
  void waits(LegId leg, List<String> runsOn) {
    waiting.put(leg, new Occasion.Wanted("", false, runsOn));
  }

  void waitsNoMore(LegId leg) {
    waiting.remove(leg);
  }

  /** Legs that wait for a runtime. */
  public int waiting() {
    return waiting.size();
  }

  /** Room may have appeared: as many waiting runs are asked to go on as there is room for. */
  void offer() {
    if (waiting.isEmpty()) {
      return;
    }
    Map<Occasion.Wanted, Boolean> places = new HashMap<>();
    int room = runtimes.all().stream().mapToInt(runtime -> Math.max(0, runtime.free(0))).sum();
    List<RunId> next =
        waiting.entrySet().stream()
            .filter(leg -> places.computeIfAbsent(leg.getValue(), this::isPlace))
            .limit(room)
            .map(leg -> leg.getKey().run())
            .distinct()
            .toList();
    next.forEach(run -> engine.post(run, new Command.Proceed()));
  }

  private boolean isPlace(Occasion.Wanted wanted) {
    return runtimes.choose(Map.of(), wanted).isPresent();
  }

  /**
   * Legs of a runtime that it has not reported for as long as silence may last, or at all since it
   * started anew.
   */
  private void missing(Runtime runtime, Set<LegRef> reported, boolean restarted, long now) {
    for (var entry : List.copyOf(runtime.legs().entrySet())) {
      boolean known = reported.contains(LegRef.of(entry.getKey()));
      boolean longAgo = now - entry.getValue() >= silenceMillis;
      if (!known && (restarted || longAgo)) {
        lost(runtime, entry.getKey(), FORGOTTEN);
      }
    }
  }

  private void lost(Runtime runtime, LegId leg, String reason) {
    runtime.legs().remove(leg);
    tell(
        leg.run(),
        new Command.Lost(leg.step(), leg.leg(), runtime.id(), reason, runtime.resumes()));
  }

  /** A loss is noticed once: the store may not be able to take it just then. */
  private void tell(RunId run, Command.Lost lost) {
    Future<Void> told =
        engine
            .send(run, lost)
            .onFailure(
                failure -> {
                  if (failure instanceof Transient) {
                    untold.add(() -> tell(run, lost));
                  }
                });
    Detached.run("tell " + run + " of a lost step", told);
  }

  /** The leg, if this runtime should have it; one that was given up for lost is found again. */
  private Optional<LegId> wanted(String runtime, ActiveLeg active) {
    Optional<RunState> run = parse(active.runId()).flatMap(engine::known);
    if (run.isEmpty() || !StepPath.isPath(active.stepId())) {
      return Optional.empty();
    }
    StepPath path = new StepPath(active.stepId());
    Leg leg = run.get().step(path).map(Step::leg).orElse(null);
    if (leg == null
        || !leg.isOpen()
        || (active.leg() != null && active.leg() != leg.number())
        || !leg.handover().executor().equals(runtime)) {
      return Optional.empty();
    }
    if (leg.state() == State.RECOVERING) {
      engine.post(run.get().run(), new Command.Found(path, leg.number(), runtime));
    }
    return Optional.of(new LegId(run.get().run(), path, leg.number()));
  }

  private static Optional<RunId> parse(String text) {
    try {
      return Optional.of(RunId.parse(text));
    } catch (InvalidInput foreign) {
      return Optional.empty();
    }
  }
}
