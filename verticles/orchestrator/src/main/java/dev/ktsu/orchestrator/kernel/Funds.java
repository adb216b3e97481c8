package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * What a run may spend, and who may spend it. Money is in nano-dollars. Nobody spends without a
 * grant; what was granted and not accounted for counts as spent.
 *
 * @param budget of the whole run, 0 = without a limit
 * @param open what the leg of a step may spend in all, its former turns included
 * @param lost what executors may have spent that told nothing of it, by {@code step#leg}
 * @param spent what legs with a grant have accounted for that are over, by step
 * @param waiting steps whose legs wait for more, and have given back what they have not spent
 * @param questions that people were asked about the budget, oldest first
 */
public record Funds(
    long budget,
    Map<StepPath, Long> open,
    Map<String, Long> lost,
    Map<StepPath, Long> spent,
    Set<StepPath> waiting,
    List<BudgetQuestion> questions) {
  static final Funds UNLIMITED =
      new Funds(
          0,
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePSet.empty(),
          List.of());

  public Funds {
    open = HashTreePMap.from(open);
    lost = HashTreePMap.from(lost);
    spent = HashTreePMap.from(spent);
    waiting = HashTreePSet.from(waiting);
    questions = List.copyOf(questions);
  }

  public boolean isLimited() {
    return budget > 0;
  }

  /** What nobody has spent and nobody may spend yet; below 0 when an executor has overdrawn. */
  public long left(Metrics used) {
    return budget - taken(used);
  }

  /** What was spent, counts as spent, or may be spent now. */
  long taken(Metrics used) {
    return used.costUsd().nanos() + sum(open) + sum(lost);
  }

  /** The question about the budget that a leg was the first to wait for. */
  public Optional<BudgetQuestion> question(StepPath step, int leg) {
    return questions.stream().filter(one -> one.step().equals(step) && one.leg() == leg).findAny();
  }

  Funds asked(BudgetQuestion question) {
    List<BudgetQuestion> all = new ArrayList<>(questions);
    all.add(question);
    return new Funds(budget, open, lost, spent, waiting, all);
  }

  /** Webhooks have told of the last question. */
  Funds announced() {
    return new Funds(budget, open, lost, spent, waiting, last(BudgetQuestion::announced));
  }

  /** The last question was answered. */
  Funds answered(BudgetQuestion.Answer answer) {
    long now = answer.raisedTo() == 0 ? budget : answer.raisedTo();
    return new Funds(now, open, lost, spent, waiting, last(asked -> asked.answered(answer)));
  }

  private List<BudgetQuestion> last(UnaryOperator<BudgetQuestion> change) {
    List<BudgetQuestion> all = new ArrayList<>(questions);
    all.add(change.apply(all.removeLast()));
    return all;
  }

  /**
   * What the legs of a step have spent, what counts as spent by them, and what they may spend now.
   */
  public long taken(StepPath step) {
    return takenBefore(step) + grant(step);
  }

  /** The same without what its leg may spend. */
  long takenBefore(StepPath step) {
    long lostByLegs =
        lost.entrySet().stream()
            .filter(one -> one.getKey().startsWith(key(step, "")))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return spent.getOrDefault(step, 0L) + lostByLegs;
  }

  /** What the leg of a step may spend in all; absent where it has no limit. */
  public Optional<Usd> limit(StepPath step) {
    return Optional.ofNullable(open.get(step)).map(Usd::new);
  }

  /** What the leg of a step may spend in all; 0 for nothing. */
  public long grant(StepPath step) {
    return open.getOrDefault(step, 0L);
  }

  Funds budgeted(long nanos) {
    return new Funds(nanos, open, lost, spent, waiting, questions);
  }

  /** A grant that is not above the one before is what a leg keeps that waits for more. */
  Funds granted(StepPath step, long upTo) {
    boolean waits = open.containsKey(step) && upTo <= grant(step);
    return new Funds(
        budget,
        map(open).plus(step, upTo),
        lost,
        spent,
        waits ? set(waiting).plus(step) : set(waiting).minus(step),
        questions);
  }

  /** The leg has accounted for all that it has spent. */
  Funds settled(StepPath step, Metrics used) {
    return open.containsKey(step)
        ? new Funds(
            budget,
            map(open).minus(step),
            lost,
            plus(step, used),
            set(waiting).minus(step),
            questions)
        : this;
  }

  /**
   * The executor is gone, or ended without an account.
   *
   * @param told what it had accounted for before
   * @param goesOn another one goes on and will account for it too
   */
  Funds lost(StepPath step, int leg, Metrics told, boolean goesOn) {
    if (!open.containsKey(step)) {
      return this;
    }
    long known = told.costUsd().nanos();
    long before = lost.getOrDefault(key(step, leg), 0L);
    long unknown = before + Math.max(0, grant(step) - known);
    return new Funds(
        budget,
        goesOn ? map(open).plus(step, known) : map(open).minus(step),
        unknown == 0 ? lost : map(lost).plus(key(step, leg), unknown),
        goesOn ? spent : plus(step, told),
        set(waiting).minus(step),
        questions);
  }

  /**
   * The account of a lost leg has come after all.
   *
   * @param more what it has spent beyond what it had told before
   */
  Funds found(StepPath step, int leg, Metrics more) {
    return lost.containsKey(key(step, leg))
        ? new Funds(
            budget, open, map(lost).minus(key(step, leg)), plus(step, more), waiting, questions)
        : this;
  }

  private Map<StepPath, Long> plus(StepPath step, Metrics used) {
    return map(spent).plus(step, spent.getOrDefault(step, 0L) + used.costUsd().nanos());
  }

  private static String key(StepPath step, Object leg) {
    return step + "#" + leg;
  }

  private static <K> PMap<K, Long> map(Map<K, Long> persistent) {
    return (PMap<K, Long>) persistent;
  }

  private static PSet<StepPath> set(Set<StepPath> persistent) {
    return (PSet<StepPath>) persistent;
  }

  private static long sum(Map<?, Long> nanos) {
    long sum = 0;
    for (long each : nanos.values()) {
      sum += each;
    }
    return sum;
  }
}
