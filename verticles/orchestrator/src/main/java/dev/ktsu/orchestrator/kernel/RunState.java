package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedSet;
import org.pcollections.PVector;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * All that is known of a run, folded from its journal.
 *
 * @param head sequence number of the last event, 0 before the first
 * @param state of its current epoch
 * @param origin what it was created from, null before the first event
 * @param steps by index of {@code graph}
 * @param ready indexes of steps that wait for nothing any more and were not yet decided
 * @param active indexes of steps with an open leg
 * @param undecided steps that have not ended
 * @param used usage that was booked, {@code wasted} the part that nobody gained from
 * @param funds what it may spend
 * @param epoch from 1; a retry of the run opens the next
 * @param deadline when it must be over, milliseconds, 0 = never
 * @param owner the instance that carries out what it asks for; empty where none was recorded
 * @param cancel the last wish to cancel it in this epoch, null for none
 * @param ending how it ended, null before
 */
public record RunState(
    RunId run,
    long head,
    State state,
    @Nullable Origin origin,
    Graph graph,
    PVector<Step> steps,
    PSortedSet<Integer> ready,
    PSortedSet<Integer> active,
    int undecided,
    Metrics used,
    Metrics wasted,
    Funds funds,
    long updatedAt,
    int epoch,
    long deadline,
    String owner,
    @Nullable Cancel cancel,
    @Nullable Ending ending) {

  /** Sequence number of the event whose payload holds the inputs: the first. */
  public static final long INPUTS = 1;

  /** What a run was created from. */
  public record Origin(
      String workflow,
      String definition,
      boolean each,
      String trace,
      long createdAt,
      long startAt) {}

  /** Someone's wish; both texts may be empty. */
  public record Cancel(long at, String reason, String actor) {}

  /**
   * How a run ended; {@code code} is null and {@code error} empty after a success.
   *
   * @param payload sequence number of the event that may carry its result
   */
  public record Ending(long at, @Nullable Code code, String error, long payload) {}

  /** A run without a past. */
  public static RunState unborn(RunId run) {
    return new RunState(
        run,
        0,
        State.PENDING,
        null,
        Graph.EMPTY,
        TreePVector.empty(),
        TreePSet.empty(),
        TreePSet.empty(),
        0,
        Metrics.NONE,
        Metrics.NONE,
        Funds.UNLIMITED,
        0,
        1,
        0,
        "",
        null,
        null);
  }

  /** What it was created from; a run that exists has it. */
  public Origin born() {
    if (origin == null) {
      throw new IllegalStateException(run + " does not exist");
    }
    return origin;
  }

  public Optional<Step> step(StepPath path) {
    var index = graph.indexOf(path);
    return index.isPresent() ? Optional.of(steps.get(index.getAsInt())) : Optional.empty();
  }

  /** The steps of its own pipeline, in their order. */
  public List<Step> roots() {
    return graph.roots().stream().map(steps::get).toList();
  }

  /** The steps that one is a part of, as far as they are known, from the innermost. */
  public List<Step> wholesOf(StepPath part) {
    List<Step> wholes = new ArrayList<>();
    Optional<StepPath> whole = part.parent();
    while (whole.isPresent()) {
      step(whole.get()).ifPresent(wholes::add);
      whole = whole.get().parent();
    }
    return wholes;
  }

  /** What a step consists of, in its order; nothing before it has begun. */
  public List<Step> partsOf(Step whole) {
    Parts parts = whole.parts();
    return parts == null ? List.of() : parts.children().stream().map(steps::get).toList();
  }

  /** The steps of its pipeline, each followed by what it consists of. */
  public List<Step> tree() {
    List<Step> tree = new ArrayList<>();
    roots().forEach(step -> plant(step, tree));
    return tree;
  }

  private void plant(Step step, List<Step> tree) {
    tree.add(step);
    partsOf(step).forEach(part -> plant(part, tree));
  }

  /** Nothing can happen to it any more, unless someone opens a new epoch. */
  public boolean isSettled() {
    return state.isTerminal() && active.isEmpty();
  }

  /** Whether the instance carries out what the run asks for. */
  public boolean isOf(String instance) {
    return owner.equals(instance);
  }

  /** The steps with an open leg, in pipeline order. */
  public List<Step> activeSteps() {
    return active.stream().map(steps::get).toList();
  }

  /** What it may still give to a leg, nano-dollars; nothing for a run without a limit. */
  public long left() {
    return funds.isLimited() ? funds.left(used) : 0;
  }

  /** Whether executors of other steps hold grants of which something may come back. */
  boolean isHeldBeside(StepPath path) {
    return funds.open().keySet().stream()
        .filter(holder -> !holder.equals(path) && !funds.waiting().contains(holder))
        .flatMap(holder -> step(holder).map(Step::state).stream())
        .anyMatch(
            state ->
                state == State.RUNNING || state == State.RECOVERING || state == State.CANCELLING);
  }

  /** What people are asked, or were asked last, about the budget in this epoch. */
  public Optional<BudgetQuestion> budgetQuestion() {
    List<BudgetQuestion> all = funds.questions();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.getLast()).filter(last -> last.epoch() == epoch);
  }

  /** The steps whose legs wait for a higher budget, in pipeline order. */
  public List<Step> unfunded() {
    return activeSteps().stream().filter(Step::isUnfunded).toList();
  }

  /** Whether some leg waits for people to answer a question about the budget. */
  public boolean isAskedForBudget(BudgetQuestion question) {
    return question.isPending() && question.epoch() == epoch && !unfunded().isEmpty();
  }

  /** Tool calls, and the budget, that wait for a person. */
  public int held() {
    int held = budgetQuestion().filter(this::isAskedForBudget).isPresent() ? 1 : 0;
    for (int index : active) {
      Leg leg = steps.get(index).leg();
      if (leg != null && leg.state() == State.HELD && leg.gate() != null) {
        held += (int) leg.gate().approvals().stream().filter(Approval::isPending).count();
      }
    }
    return held;
  }

  /** When something must be decided without news, milliseconds; 0 for never. */
  public long wakeAt() {
    if (state == State.WAITING) {
      return born().startAt();
    }
    long first = state == State.RUNNING ? deadline : 0;
    for (int index : active) {
      Step step = steps.get(index);
      first = earlier(first, step.leg() == null ? 0 : step.leg().dueAt());
      first = earlier(first, state == State.RUNNING ? step.deadline() : 0);
    }
    return first;
  }

  private static long earlier(long one, long other) {
    return one == 0 || (other > 0 && other < one) ? other : one;
  }
}
