package dev.ktsu.orchestrator.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.kernel.ApprovalProblems;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Command.Ruling;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.value.Showing;
import dev.ktsu.orchestrator.value.Values;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The tool calls, and the budgets, that people are asked about. */
public final class Approvals {
  /** Runs that one list looks into. */
  public static final int RUNS_MAX = 1_000;

  private static final int READS_AT_ONCE = 16;

  private final RunEngine engine;
  private final RunStore store;
  private final Showing showing;

  public Approvals(RunEngine engine, RunStore store, Showing showing) {
    this.engine = engine;
    this.store = store;
    this.showing = showing;
  }

  /**
   * All that are pending, oldest first, of the newest {@link #RUNS_MAX} runs that have any.
   *
   * @param whole whether large arguments are shown as they are, here and below
   */
  public Future<List<ObjectNode>> pending(boolean whole) {
    return store
        .list(RunQuery.held(RUNS_MAX))
        .compose(
            rows ->
                Futures.inParallel(
                    READS_AT_ONCE, rows, row -> of(row.run(), whole, Question::isWaitedFor)))
        .map(
            all ->
                all.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(one -> one.get("created_at").textValue()))
                    .toList());
  }

  /** Those of one run that are pending. */
  public Future<List<ObjectNode>> pending(RunId run) {
    return of(run, false, Question::isWaitedFor);
  }

  /** Fails with {@code approval_not_found}. */
  public Future<ObjectNode> get(ApprovalId id, boolean whole) {
    return of(id.run(), whole, asked -> asked.id().equals(id)).map(Approvals::one);
  }

  /** The one of a step that is pending, else its last; fails with {@code approval_not_found}. */
  public Future<ObjectNode> get(RunId run, StepPath step, boolean whole) {
    return of(run, whole, asked -> asked.isOf(step))
        .map(
            all ->
                all.stream()
                    .filter(one -> one.get("status").asText().equals("pending"))
                    .findFirst()
                    .orElseGet(() -> one(all.isEmpty() ? all : List.of(all.getLast()))));
  }

  /**
   * Brings a decision to its run; succeeds once it is durable.
   *
   * @return fails with {@code approval_not_found}, {@code approval_decided}, {@code run_finished}
   */
  public Future<Void> decide(ApprovalId id, Ruling ruling) {
    return settle(id.run(), id.step(), id.leg(), id.call(), ruling);
  }

  /** The same for the first call of a step that is pending. */
  public Future<Void> decide(RunId run, StepPath step, Ruling ruling) {
    return settle(run, step, 0, 0, ruling);
  }

  private Future<Void> settle(RunId run, StepPath step, int leg, int call, Ruling ruling) {
    return engine.send(run, new Command.Settle(step, leg, call, ruling));
  }

  private Future<List<ObjectNode>> of(RunId run, boolean whole, Predicate<Question> wanted) {
    return engine
        .read(run, state -> payloads(state, wanted))
        .compose(
            read -> {
              Values values = showing.values(run, read.payloads(), whole);
              return showing.show(
                  values,
                  () ->
                      Question.all(read.state()).stream()
                          .filter(wanted)
                          .map(asked -> asked.view(values))
                          .toList());
            });
  }

  private static Set<Long> payloads(RunState state, Predicate<Question> wanted) {
    return Question.all(state).stream()
        .filter(wanted)
        .flatMap(asked -> asked.payloads().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ObjectNode one(List<ObjectNode> found) {
    return found.stream().findFirst().orElseThrow(ApprovalProblems::notFound);
  }
}
