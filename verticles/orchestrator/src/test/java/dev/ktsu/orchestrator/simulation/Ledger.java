package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What has happened outside: calls that were made and paid, as those say who made them. At the end
 * it must agree with the journals.
 */
final class Ledger {
  private final World world;

  /** Usage in the results that were sent, in calls of the model. */
  private final Map<LegId, Set<Long>> reported = new HashMap<>();

  private final Set<LegId> acknowledged = new HashSet<>();

  /** Where a leg goes on that another has begun: the first of them. */
  private final Map<LegId, LegId> origins = new HashMap<>();

  private final Map<LegId, Integer> epochs = new HashMap<>();
  private final Map<Turn, Integer> toolCalls = new HashMap<>();
  private final Map<String, Integer> received = new HashMap<>();
  private final Set<String> succeeded = new HashSet<>();

  /** A turn of a conversation, whoever leads it. */
  private record Turn(LegId origin, int turn) {}

  Ledger(World world) {
    this.world = world;
  }

  /** Takes in what was committed. */
  void committed(RunState before, Recorded recorded, RunState after) {
    switch (recorded.event()) {
      case Event.LegStarted e -> begun(after, e.step(), e.leg());
      case Event.LegQueued e -> begun(after, e.step(), e.leg());
      case Event.LegEnded e when e.againAt() > 0 && goesOn(e) -> {
        LegId ended = new LegId(before.run(), e.step(), e.leg());
        LegId next = new LegId(before.run(), e.step(), e.leg() + 1);
        origins.put(next, originOf(ended));
      }
      case Event.LegHeld e -> {
        begun(after, e.step(), e.leg());
        if (before.step(e.step()).filter(Step::isActive).isPresent()) {
          LegId over = new LegId(after.run(), e.step(), e.leg() - 1);
          origins.put(new LegId(after.run(), e.step(), e.leg()), originOf(over));
        }
      }
      default -> {}
    }
  }

  private void begun(RunState run, StepPath step, int leg) {
    epochs.putIfAbsent(new LegId(run.run(), step, leg), run.epoch());
  }

  /** Whether the next leg goes on where this one was interrupted. */
  static boolean goesOn(Event.LegEnded ended) {
    return ended.metrics() == null
        && (ended.code() == Code.RUNTIME_LOST || ended.code() == Code.DISPATCH_FAILED);
  }

  LegId originOf(LegId leg) {
    return origins.getOrDefault(leg, leg);
  }

  /** The epoch in which the leg began. */
  int epochOf(LegId leg) {
    return epochs.getOrDefault(leg, 1);
  }

  void calledTool(LegId leg, int turn) {
    if (toolCalls.merge(new Turn(originOf(leg), turn), 1, Integer::sum) > 1) {
      world.broken(Invariant.TOOL_ONCE, "turn " + turn + " of " + leg + " has called twice");
    }
  }

  void received(String key, int status) {
    received.merge(key, 1, Integer::sum);
    if (status == 200) {
      succeeded.add(key);
    }
  }

  void reports(LegId leg, Metrics metrics) {
    reported.computeIfAbsent(leg, first -> new HashSet<>()).add(metrics.llmCalls());
  }

  /** A result was acknowledged; returns whether it is the first of its leg. */
  boolean acknowledged(LegId leg) {
    return acknowledged.add(leg);
  }

  /** Compares a run that is over with what has happened outside. */
  void settle(RunState run, Iterable<Recorded> journal) {
    Map<LegId, Long> booked = new HashMap<>();
    Map<LegId, Told> tales = new HashMap<>();
    RunState before = RunState.unborn(run.run());
    for (Recorded recorded : journal) {
      switch (recorded.event()) {
        case Event.LegEnded e -> {
          LegId id = new LegId(run.run(), e.step(), e.leg());
          long told = talk(before, e.step(), e.leg());
          boolean later = e.againAt() > 0 && goesOn(e);
          tales.put(id, new Told(e.metrics() == null ? told : 0, later ? told : 0));
          long calls = e.metrics() != null ? e.metrics().llmCalls() : later ? 0 : told;
          booked.merge(id, calls, Long::sum);
        }
        case Event.ApprovalAsked e ->
            booked.merge(
                new LegId(run.run(), e.step(), e.leg()), e.metrics().llmCalls(), Long::sum);
        case Event.LegHeld e -> {
          if (before.step(e.step()).filter(Step::isActive).isPresent()) {
            LegId id = new LegId(run.run(), e.step(), e.leg() - 1);
            long told = talk(before, e.step(), e.leg() - 1);
            tales.put(id, new Told(e.metrics() == null ? told : 0, 0));
            booked.merge(id, e.metrics() == null ? told : e.metrics().llmCalls(), Long::sum);
          }
        }
        case Event.UsageWasted e ->
            booked.merge(
                new LegId(run.run(), e.step(), e.leg()), e.metrics().llmCalls(), Long::sum);
        default -> {}
      }
      before = dev.ktsu.orchestrator.kernel.Evolve.apply(before, recorded);
    }
    long all = 0;
    for (Map.Entry<LegId, Long> leg : booked.entrySet()) {
      all += leg.getValue();
      compare(leg.getKey(), leg.getValue(), tales.getOrDefault(leg.getKey(), Told.NOTHING));
    }
    if (run.used().llmCalls() != all) {
      world.broken(Invariant.USAGE, run.run() + " has used " + run.used() + " but its legs " + all);
    }
    run.steps().forEach(step -> webhook(run, step));
  }

  /**
   * Usage that a leg has told by its turns, where it has ended without a result.
   *
   * @param carried what the leg that goes on reports as its own
   */
  private record Told(long calls, long carried) {
    static final Told NOTHING = new Told(0, 0);
  }

  /** A late result counts as far as it goes beyond what was told. */
  private void compare(LegId leg, long booked, Told told) {
    Set<Long> calls = reported.getOrDefault(leg, Set.of());
    boolean agrees =
        calls.stream().anyMatch(one -> Math.max(one, told.calls()) - told.carried() == booked);
    boolean silent = !acknowledged.contains(leg) && booked == told.calls() - told.carried();
    if (!agrees && !silent) {
      world.broken(
          Invariant.USAGE, leg + " is booked with " + booked + " calls, reported were " + calls);
    }
  }

  private static long talk(RunState run, StepPath step, int number) {
    Leg leg = run.step(step).orElseThrow().leg();
    return leg == null || leg.number() != number ? 0 : leg.talk().metrics().llmCalls();
  }

  private void webhook(RunState run, Step step) {
    if (step.node().kind() != StepKind.WEBHOOK || step.node().hasParts()) {
      return;
    }
    long legs = legs(step);
    for (int epoch = 1; epoch <= run.epoch(); epoch++) {
      String key = run.run() + "/" + epoch + "/" + step.path();
      int calls = received.getOrDefault(key, 0);
      if (calls > legs && !world.excusesRepeats()) {
        world.broken(
            Invariant.WEBHOOK, key + " was called " + calls + " times in " + legs + " legs");
      }
    }
    Leg last = step.leg();
    if (step.state() == State.SUCCESS && last != null) {
      String key =
          run.run()
              + "/"
              + epochOf(new LegId(run.run(), step.path(), last.number()))
              + "/"
              + step.path();
      if (!succeeded.contains(key)) {
        world.broken(Invariant.WEBHOOK, key + " succeeded without a call");
      }
    }
  }

  private static long legs(Step step) {
    return step.past().size() + (step.leg() == null ? 0 : 1);
  }
}
