package dev.ktsu.orchestrator.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.BudgetQuestion;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people are asked, in its place in a run. */
sealed interface Question {
  RunState run();

  ApprovalId id();

  /** Whether somebody waits for a decision. */
  boolean isWaitedFor();

  /** Whether this step waits for it, or has. */
  boolean isOf(StepPath step);

  /** Sequence numbers of the events whose payloads are shown. */
  Set<Long> payloads();

  /** What is asked, and how it stands, without its place. */
  ObjectNode told(Values values);

  /** All of a run, decided ones too, in pipeline order; those about its budget stand last. */
  static List<Question> all(RunState run) {
    List<Question> all = new ArrayList<>();
    for (Step step : run.steps()) {
      Set<Long> known = new HashSet<>();
      for (Leg leg : step.legs()) {
        // A leg that goes on for one that was lost has its question too.
        if (leg.gate() != null && known.add(leg.gate().payload())) {
          leg.gate().approvals().forEach(one -> all.add(new AboutCall(run, step, leg, one)));
        }
      }
    }
    run.funds().questions().forEach(one -> all.add(new AboutBudget(run, one)));
    return all;
  }

  /** The whole of it. */
  default ObjectNode view(Values values) {
    ApprovalId id = id();
    ObjectNode json = told(values);
    json.put("id", id.toString());
    json.put("run_id", id.run().toString());
    json.put("step_id", id.step().text());
    json.put("leg", id.leg());
    json.put("workflow", run().born().workflow());
    run()
        .step(id.step())
        .flatMap(step -> step.leg(id.leg() - 1))
        .map(Leg::ending)
        .map(Leg.Ending::metrics)
        .ifPresent(metrics -> json.set("partial_metrics", Json.tree(metrics)));
    return json;
  }

  /** Whether a tool call is made. */
  record AboutCall(RunState run, Step step, Leg leg, Approval approval) implements Question {
    @Override
    public ApprovalId id() {
      return new ApprovalId(run.run(), step.path(), leg.number(), approval.call().number());
    }

    @Override
    public boolean isWaitedFor() {
      return approval.isPending() && leg.isOpen();
    }

    @Override
    public boolean isOf(StepPath path) {
      return step.path().equals(path);
    }

    @Override
    public Set<Long> payloads() {
      return approval.answer() == 0
          ? Set.of(leg.gate().payload())
          : Set.of(leg.gate().payload(), approval.answer());
    }

    @Override
    public ObjectNode told(Values values) {
      ObjectNode json = ApprovalView.of(approval, values, leg.gate().payload());
      values.put(json, "result", new ValueRef.Kept(approval.answer(), "result"));
      return json;
    }
  }

  /** Whether the run may spend more. */
  record AboutBudget(RunState run, BudgetQuestion asked) implements Question {
    @Override
    public ApprovalId id() {
      return new ApprovalId(run.run(), asked.step(), asked.leg(), ApprovalId.BUDGET);
    }

    @Override
    public boolean isWaitedFor() {
      return run.isAskedForBudget(asked);
    }

    @Override
    public boolean isOf(StepPath path) {
      Optional<Step> step = run.step(path);
      return asked.step().equals(path)
          || (isWaitedFor() && step.filter(Step::isUnfunded).isPresent());
    }

    @Override
    public Set<Long> payloads() {
      return Set.of();
    }

    @Override
    public ObjectNode told(Values values) {
      return ApprovalView.of(asked);
    }
  }
}
