package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must be done outside, as a function of the state alone: after a commit the difference to the
 * state before is carried out, after a restart all of it.
 */
public final class Outstanding {
  private Outstanding() {}

  /** Everything that is to be done for a run. */
  public static List<Effect> of(RunState state) {
    return Stream.concat(state.activeSteps().stream().flatMap(Outstanding::of), budget(state))
        .toList();
  }

  /** Whether this is to be done. */
  public static boolean asks(RunState state, Effect effect) {
    return Stream.concat(state.step(effect.step()).stream().flatMap(Outstanding::of), budget(state))
        .anyMatch(effect::equals);
  }

  /**
   * How what is to be done has changed.
   *
   * @param begun is to be done now and was not before
   * @param over was to be done and is not any more
   */
  public record Change(List<Effect> begun, List<Effect> over) {}

  /** How {@code events} have changed what is to be done. */
  public static Change since(RunState before, RunState after, List<Recorded> events) {
    List<Effect> begun = new ArrayList<>();
    List<Effect> over = new ArrayList<>();
    events.stream()
        .flatMap(recorded -> stepOf(recorded.event()).stream())
        .distinct()
        .forEach(
            path -> {
              List<Effect> was = before.step(path).stream().flatMap(Outstanding::of).toList();
              List<Effect> is = after.step(path).stream().flatMap(Outstanding::of).toList();
              compare(was, is, begun, over);
            });
    if (!after.funds().questions().isEmpty()) {
      compare(budget(before).toList(), budget(after).toList(), begun, over);
    }
    return new Change(begun, over);
  }

  private static void compare(
      List<Effect> was, List<Effect> is, List<Effect> begun, List<Effect> over) {
    is.stream().filter(effect -> !was.contains(effect)).forEach(begun::add);
    was.stream().filter(effect -> !is.contains(effect)).forEach(over::add);
  }

  /** Of the run, and not of the step that was the first to wait. */
  private static Stream<Effect> budget(RunState state) {
    return state
        .budgetQuestion()
        .filter(asked -> asked.announce() && state.isAskedForBudget(asked))
        .<Effect>map(asked -> new Effect.Announce(asked.step(), asked.leg()))
        .stream();
  }

  private static Stream<Effect> of(Step step) {
    Leg leg = step.leg();
    if (leg == null) {
      return Stream.empty();
    }
    if (step.node().hasParts()) {
      return Stream.empty();
    }
    String executor = leg.handover().executor();
    return switch (leg.state()) {
      case QUEUED -> Stream.of(place(step, leg));
      case RECOVERING -> leg.handover().movable() ? Stream.of(place(step, leg)) : Stream.empty();
      case RUNNING -> running(step, leg);
      case CANCELLING ->
          Stream.of(new Effect.Stop(step.path(), leg.number(), executor, step.node().kind()));
      case HELD -> held(step, leg);
      case PENDING, WAITING, SUCCESS, FAILED, CANCELLED, SKIPPED -> Stream.empty();
    };
  }

  private static Stream<Effect> held(Step step, Leg leg) {
    Gate gate = leg.gate();
    return gate != null && gate.announce() && gate.pending().isPresent()
        ? Stream.of(new Effect.Announce(step.path(), leg.number()))
        : Stream.empty();
  }

  private static Effect place(Step step, Leg leg) {
    return new Effect.Place(step.path(), leg.number(), step.node().runsOn());
  }

  private static Stream<Effect> running(Step step, Leg leg) {
    String executor = leg.handover().executor();
    return switch (step.node().kind()) {
      case WEBHOOK -> Stream.of(new Effect.CallWebhook(step.path(), leg.number()));
      case AGENT -> {
        Effect watch = new Effect.Watch(step.path(), leg.number(), executor);
        Effect deliver =
            new Effect.Deliver(
                step.path(), leg.number(), executor, leg.handover().deliveries(), leg.token());
        yield leg.handover().accepted() ? Stream.of(watch) : Stream.of(watch, deliver);
      }
      case TRANSFORM, SLEEP, WORKFLOW -> Stream.empty();
    };
  }

  private static Optional<StepPath> stepOf(Event event) {
    return switch (event) {
      case Event.LegQueued e -> Optional.of(e.step());
      case Event.LegWaiting e -> Optional.of(e.step());
      case Event.LegStarted e -> Optional.of(e.step());
      case Event.LegAccepted e -> Optional.of(e.step());
      case Event.LegRecovering e -> Optional.of(e.step());
      case Event.LegResumed e -> Optional.of(e.step());
      case Event.LegCancelling e -> Optional.of(e.step());
      case Event.LegEnded e -> Optional.of(e.step());
      case Event.ApprovalAsked e -> Optional.of(e.step());
      case Event.LegHeld e -> Optional.of(e.step());
      case Event.ApprovalDecided e -> Optional.of(e.step());
      case Event.Announced e -> Optional.of(e.step());
      case Event.TurnKept e -> Optional.empty();
      case Event.CallIntended e -> Optional.empty();
      case Event.RunCreated e -> Optional.empty();
      case Event.NodesAdded e -> Optional.empty();
      case Event.Budgeted e -> Optional.empty();
      case Event.Granted e -> Optional.empty();
      case Event.BudgetAsked e -> Optional.empty();
      case Event.BudgetDecided e -> Optional.empty();
      case Event.FannedOut e -> Optional.empty();
      case Event.Entered e -> Optional.empty();
      case Event.Reentered e -> Optional.empty();
      case Event.RestSkipped e -> Optional.empty();
      case Event.StepComputed e -> Optional.empty();
      case Event.StepSkipped e -> Optional.empty();
      case Event.UsageWasted e -> Optional.empty();
      case Event.RunCancelling e -> Optional.empty();
      case Event.TakenOver e -> Optional.empty();
      case Event.RunStarted e -> Optional.empty();
      case Event.RunForced e -> Optional.empty();
      case Event.EpochOpened e -> Optional.empty();
      case Event.RunEnded e -> Optional.empty();
    };
  }
}
