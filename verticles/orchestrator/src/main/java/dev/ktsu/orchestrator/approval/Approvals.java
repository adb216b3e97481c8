package dev.ktsu.orchestrator.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.ApprovalProblems;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Command.Ruling;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.value.Showing;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tool calls that people are asked about. */
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
                    READS_AT_ONCE, rows, row -> of(row.run(), whole, Approvals::isWaitedFor)))
        .map(
            all ->
                all.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(one -> one.get("created_at").textValue()))
                    .toList());
  }

  /** Those of one run that are pending. */
  public Future<List<ObjectNode>> pending(RunId run) {
    return of(run, false, Approvals::isWaitedFor);
  }

  /** Fails with {@code approval_not_found}. */
  public Future<ObjectNode> get(ApprovalId id, boolean whole) {
    return of(id.run(), whole, held -> held.is(id)).map(Approvals::one);
  }

  /** The one of a step that is pending, else its last; fails with {@code approval_not_found}. */
  public Future<ObjectNode> get(RunId run, StepPath step, boolean whole) {
    return of(run, whole, held -> held.step().path().equals(step))
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

  /** An approval in its place. */
  private record Held(RunState run, Step step, Leg leg, Approval approval) {
    boolean is(ApprovalId id) {
      return step.path().equals(id.step())
          && leg.number() == id.leg()
          && approval.call().number() == id.call();
    }
  }

  private static boolean isWaitedFor(Held held) {
    return held.approval().isPending() && held.leg().isOpen();
  }

  private Future<List<ObjectNode>> of(RunId run, boolean whole, Predicate<Held> wanted) {
    return engine
        .read(run, state -> payloads(state, wanted))
        .compose(
            read -> {
              Values values = showing.values(run, read.payloads(), whole);
              return showing.show(
                  values,
                  () ->
                      all(read.state()).stream()
                          .filter(wanted)
                          .map(held -> view(held, values))
                          .toList());
            });
  }

  private static Set<Long> payloads(RunState state, Predicate<Held> wanted) {
    Set<Long> seqs = new TreeSet<>();
    all(state).stream()
        .filter(wanted)
        .forEach(
            held -> {
              seqs.add(held.leg().gate().payload());
              seqs.add(held.approval().answer());
            });
    seqs.remove(0L);
    return seqs;
  }

  private static List<Held> all(RunState state) {
    List<Held> all = new ArrayList<>();
    for (Step step : state.steps()) {
      Set<Long> questions = new HashSet<>();
      for (Leg leg : step.legs()) {
        // A leg that goes on for one that was lost has its question too.
        if (leg.gate() != null && questions.add(leg.gate().payload())) {
          leg.gate().approvals().forEach(one -> all.add(new Held(state, step, leg, one)));
        }
      }
    }
    return all;
  }

  private static ObjectNode one(List<ObjectNode> found) {
    return found.stream().findFirst().orElseThrow(ApprovalProblems::notFound);
  }

  private static ObjectNode view(Held held, Values values) {
    Leg before = held.step().leg(held.leg().number() - 1).orElse(held.leg());
    ApprovalId id =
        new ApprovalId(
            held.run().run(),
            held.step().path(),
            held.leg().number(),
            held.approval().call().number());
    Approval approval = held.approval();
    ObjectNode json = ApprovalView.of(approval, values, held.leg().gate().payload());
    values.put(json, "result", new ValueRef.Kept(approval.answer(), "result"));
    json.put("id", id.toString());
    json.put("run_id", id.run().toString());
    json.put("step_id", id.step().text());
    json.put("leg", id.leg());
    json.put("workflow", held.run().born().workflow());
    Optional.ofNullable(before.ending())
        .map(Leg.Ending::metrics)
        .ifPresent(metrics -> json.set("partial_metrics", Json.tree(metrics)));
    return json;
  }
}
