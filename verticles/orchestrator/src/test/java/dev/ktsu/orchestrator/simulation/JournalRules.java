package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.Signal;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.state.Transitions;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Funds;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Node;
import dev.ktsu.orchestrator.kernel.Parts;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What each event of a journal may do to a run. */
final class JournalRules {
  private static final Map<State, Map<State, List<State>>> WAYS = new EnumMap<>(State.class);

  private final World world;

  JournalRules(World world) {
    this.world = world;
  }

  /** Looks at one event, and at the states before and after it. */
  void check(RunState before, Recorded recorded, RunState after) {
    Event event = recorded.event();
    world.met("event", event.getClass().getSimpleName());
    boolean reopened = event instanceof Event.EpochOpened;
    moved(reopened ? State.PENDING : before.state(), after.state(), "the run");
    for (int i = 0; i < after.steps().size(); i++) {
      Step is = after.steps().get(i);
      Step was = i < before.steps().size() ? before.steps().get(i) : null;
      if (was != null && was != is) {
        changed(was, is, event);
      }
    }
    if (before.state() != State.RUNNING && starts(event)) {
      world.broken(
          Invariant.NOTHING_AFTER_END, event + " while the run is " + before.state().inner());
    }
    begun(event).flatMap(before::step).ifPresent(step -> depends(before, step));
    heard(before, event);
    if (event instanceof Event.Granted granted) {
      agentBudget(after, granted.step());
    }
  }

  /** The step that this event begins or computes. */
  private static Optional<StepPath> begun(Event event) {
    return switch (event) {
      case Event.StepComputed e -> Optional.of(e.step());
      case Event.LegQueued e -> Optional.of(e.step());
      case Event.LegWaiting e -> Optional.of(e.step());
      case Event.LegStarted e -> Optional.of(e.step());
      case Event.LegHeld e -> Optional.of(e.step());
      default -> Optional.empty();
    };
  }

  private void depends(RunState before, Step step) {
    for (Node.Edge edge : step.node().edges()) {
      State from = before.step(edge.from()).orElseThrow().state();
      if (!edge.satisfiedBy().contains(from)) {
        world.broken(
            Invariant.DEPENDS, step.path() + " begins although " + edge.from() + " is " + from);
      }
    }
  }

  /** Looks at a run as it is committed: whoever does nothing in it can say why. */
  void standing(RunState run) {
    budget(run);
    question(run);
    for (Step step : run.tree()) {
      waits(run, step);
      whole(run, step);
    }
  }

  private void budget(RunState run) {
    Funds funds = run.funds();
    long taken =
        run.used().costUsd().nanos()
            + funds.open().values().stream().mapToLong(Long::longValue).sum()
            + funds.lost().values().stream().mapToLong(Long::longValue).sum();
    if (funds.isLimited() && taken > funds.budget()) {
      world.broken(Invariant.BUDGET, run.run() + " may spend " + taken + " in all: " + funds);
    }
    for (Step step : funds.isLimited() ? run.activeSteps() : List.<Step>of()) {
      boolean spends =
          step.state() == State.RUNNING
              && step.node().kind() == StepKind.AGENT
              && !step.node().hasParts();
      if (spends && funds.grant(step.path()) == 0) {
        world.broken(Invariant.BUDGET, step.path() + " of " + run.run() + " has no grant");
      }
    }
  }

  /** No leg may spend more than its former legs have left of the budget of its agent. */
  private void agentBudget(RunState run, StepPath step) {
    long budget = world.workflow(run.run()).steps().policy(step).budget();
    if (budget > 0 && run.funds().taken(step) > budget) {
      world.broken(Invariant.BUDGET, step + " may pass the budget of its agent: " + run.funds());
    }
  }

  /** Whoever waits for a higher budget waits for an answer that somebody can give. */
  private void question(RunState run) {
    boolean asked = run.budgetQuestion().filter(run::isAskedForBudget).isPresent();
    if (!run.unfunded().isEmpty() && !asked) {
      world.broken(Invariant.WAITS, run.run() + " waits for a budget that nobody is asked about");
    }
  }

  /** Parts are counted as they stand, and no more items run than may. */
  private void whole(RunState run, Step step) {
    Parts parts = step.parts();
    if (parts == null) {
      return;
    }
    List<Step> inside = parts.children().stream().map(run.steps()::get).toList();
    long open = inside.stream().filter(part -> !part.state().isTerminal()).count();
    long begun = inside.stream().filter(part -> part.isActive()).count();
    if (open != parts.open() || (parts.atOnce() > 0 && begun > parts.atOnce())) {
      world.broken(Invariant.WAITS, step.path() + " has " + open + " open parts: " + parts);
    }
    long failed = inside.stream().filter(part -> part.state() == State.FAILED).count();
    boolean tooMany = parts.failuresMax() >= 0 && failed > parts.failuresMax();
    if (step.node().forEach() && step.state() == State.SUCCESS && tooMany) {
      world.broken(Invariant.DEPENDS, step.path() + " succeeded with " + failed + " failed items");
    }
    if (step.state() == State.SUCCESS && open > 0) {
      world.broken(Invariant.DEPENDS, step.path() + " succeeded before its parts had ended");
    }
    if (step.isActive() && open == 0 && !run.ready().contains(indexOf(run, step))) {
      world.broken(Invariant.WAITS, step.path() + " is not gathered");
    }
  }

  private static int indexOf(RunState run, Step step) {
    return run.steps().indexOf(step);
  }

  /** An item waits until it is let in. */
  private static boolean isLetIn(RunState run, Step step) {
    if (!step.path().isItem()) {
      return true;
    }
    Parts list = run.step(step.path().parent().orElseThrow()).orElseThrow().parts();
    return step.path().item() < list.next();
  }

  private void changed(Step was, Step is, Event event) {
    for (Leg leg : (Iterable<Leg>) legs(is)::iterator) {
      State from =
          legs(was)
              .filter(former -> former.number() == leg.number())
              .map(Leg::state)
              .findFirst()
              .orElse(State.PENDING);
      moved(from, leg.state(), is.path() + " leg " + leg.number());
    }
    boolean mayChange =
        !was.state().isTerminal()
            || event instanceof Event.EpochOpened
            || event instanceof Event.Reentered
            || event instanceof Event.UsageWasted;
    if (!mayChange && (was.state() != is.state() || was.leg() != is.leg())) {
      world.broken(Invariant.COMPLETES_ONCE, event + " although " + is.path() + " is over");
    }
    if (event instanceof Event.UsageWasted wasted && wasted.step().equals(is.path())) {
      boolean booked =
          legs(was)
              .anyMatch(
                  leg ->
                      leg.number() == wasted.leg()
                          && (leg.isOpen() || leg.ending().metrics() != null));
      if (booked) {
        world.broken(Invariant.USAGE, event + " for a leg that is open or has its usage");
      }
    }
  }

  private static Stream<Leg> legs(Step step) {
    return Stream.concat(step.past().stream(), Optional.ofNullable(step.leg()).stream());
  }

  private static boolean starts(Event event) {
    return event instanceof Event.LegQueued
        || event instanceof Event.LegWaiting
        || event instanceof Event.LegStarted
        || event instanceof Event.LegHeld
        || event instanceof Event.LegResumed
        || event instanceof Event.StepComputed
        || (event instanceof Event.LegEnded ended && ended.againAt() > 0);
  }

  /** Turns, intents and acceptances are those of the leg that is running. */
  private void heard(RunState before, Event event) {
    Optional<Leg> leg =
        switch (event) {
          case Event.TurnKept e -> leg(before, e.step().text(), e.leg());
          case Event.CallIntended e -> leg(before, e.step().text(), e.leg());
          case Event.LegAccepted e -> leg(before, e.step().text(), e.leg());
          default -> Optional.empty();
        };
    boolean isHeard =
        event instanceof Event.TurnKept
            || event instanceof Event.CallIntended
            || event instanceof Event.LegAccepted;
    if (isHeard && leg.filter(open -> open.state() == State.RUNNING).isEmpty()) {
      world.broken(Invariant.CLOSED, event + " of a leg that is not running");
    }
    if (event instanceof Event.LegEnded ended && ended.state() == State.CANCELLED) {
      boolean raced = ended.metrics() != null;
      world.metWhen(raced, Race.CANCEL_AND_COMPLETION);
    }
    if (event instanceof Event.LegResumed resumed) {
      world.metWhen(!resumed.token().isEmpty(), Race.RESUMED_ELSEWHERE);
      world.metWhen(resumed.token().isEmpty(), Race.FOUND_AGAIN);
    }
  }

  private static Optional<Leg> leg(RunState state, String step, int number) {
    return state.steps().stream()
        .filter(one -> one.path().text().equals(step))
        .map(Step::leg)
        .filter(leg -> leg != null && leg.number() == number)
        .findFirst();
  }

  /** A step that is neither running nor over can say what it waits for, and that will come. */
  private void waits(RunState run, Step step) {
    if (run.state().isTerminal() && step.state() == State.PENDING) {
      world.broken(Invariant.WAITS, step.path() + " is pending in a run that is over");
    }
    if (step.state() == State.PENDING) {
      long open =
          step.node().edges().stream()
              .map(Node.Edge::from)
              .filter(from -> !run.step(from).orElseThrow().state().isTerminal())
              .count();
      boolean ready = run.ready().contains(indexOf(run, step));
      if (open != step.unresolved() || ready != (open == 0 && isLetIn(run, step))) {
        world.broken(
            Invariant.WAITS,
            "%s waits for %d steps, counts %d and is%s ready"
                .formatted(step.path(), open, step.unresolved(), ready ? "" : " not"));
      }
    }
    Leg leg = step.leg();
    boolean timed =
        leg != null
            && switch (leg.state()) {
              case QUEUED, WAITING, RECOVERING, CANCELLING -> true;
              case PENDING, HELD, RUNNING, SUCCESS, FAILED, CANCELLED, SKIPPED -> false;
            };
    if (timed && leg.dueAt() == 0) {
      world.broken(Invariant.WAITS, step.path() + " is " + leg.state().inner() + " without an end");
    }
  }

  /** One event may take several steps of the table. */
  private void moved(State from, State to, String what) {
    if (from == to) {
      return;
    }
    List<State> way =
        WAYS.computeIfAbsent(from, state -> new EnumMap<>(State.class))
            .computeIfAbsent(to, state -> way(from, to));
    if (way.isEmpty()) {
      world.broken(Invariant.TABLE, what + " went from " + from.inner() + " to " + to.inner());
    }
    for (int i = 1; i < way.size(); i++) {
      world.met("transition", Coverage.transition(way.get(i - 1), way.get(i)));
    }
  }

  /** The shortest way by the table, empty for none. */
  private static List<State> way(State from, State to) {
    Deque<List<State>> ways = new ArrayDeque<>(List.of(List.of(from)));
    while (!ways.isEmpty()) {
      List<State> way = ways.remove();
      if (way.getLast() == to) {
        return way;
      }
      for (Signal signal : Signal.values()) {
        Transitions.next(way.getLast(), signal)
            .filter(next -> !way.contains(next))
            .ifPresent(
                next -> {
                  List<State> longer = new ArrayList<>(way);
                  longer.add(next);
                  ways.add(longer);
                });
      }
    }
    return List.of();
  }

  /** Which command has left this mark in the journal. */
  static Optional<String> command(RunState before, Recorded recorded, Optional<Event> last) {
    return Optional.ofNullable(
        switch (recorded.event()) {
          case Event.RunCreated e -> "Create";
          case Event.TakenOver e -> "TakeOver";
          case Event.RunStarted e -> "Proceed";
          case Event.LegAccepted e ->
              last.filter(Event.LegResumed.class::isInstance).isPresent() ? "Found" : "Accept";
          case Event.LegRecovering e ->
              e.reason().startsWith("heartbeat timeout") ? "Lost" : "Undelivered";
          case Event.TurnKept e -> "Checkpoint";
          case Event.CallIntended e -> "Intend";
          case Event.ApprovalAsked e -> "Ask";
          case Event.Announced e -> "Announced";
          case Event.ApprovalDecided e ->
              e.status() == Approval.Status.TIMEOUT ? "Proceed" : "Settle";
          case Event.RunCancelling e -> "Cancel";
          case Event.EpochOpened e -> "Retry";
          case Event.LegEnded e -> ending(before, recorded.at(), e);
          case Event.NodesAdded e -> null;
          case Event.Budgeted e -> null;
          case Event.LegHeld e -> e.metrics() == null ? null : "Complete";
          case Event.BudgetAsked e -> null;
          case Event.BudgetDecided e -> "Settle";
          case Event.Granted e ->
              last.filter(JournalRules::hasExecutor).isPresent() ? null : "Fund";
          case Event.FannedOut e -> null;
          case Event.Entered e -> null;
          case Event.Reentered e -> null;
          case Event.RestSkipped e -> null;
          case Event.StepComputed e -> null;
          case Event.StepSkipped e -> null;
          case Event.LegQueued e -> null;
          case Event.LegWaiting e -> null;
          case Event.LegStarted e -> null;
          case Event.LegResumed e -> null;
          case Event.LegCancelling e -> null;
          case Event.UsageWasted e -> null;
          case Event.RunForced e -> null;
          case Event.RunEnded e -> null;
        });
  }

  private static boolean hasExecutor(Event event) {
    return event instanceof Event.LegStarted || event instanceof Event.LegResumed;
  }

  private static String ending(RunState before, long at, Event.LegEnded ended) {
    boolean asked =
        leg(before, ended.step().text(), ended.leg())
            .filter(leg -> leg.state() == State.CANCELLING && at < leg.dueAt())
            .isPresent();
    boolean forced = before.cancel() != null && before.state() == State.CANCELLING;
    return ended.metrics() != null
        ? "Complete"
        : asked && ended.code() == Code.RUN_FAILED && !forced ? "Stopped" : null;
  }
}
