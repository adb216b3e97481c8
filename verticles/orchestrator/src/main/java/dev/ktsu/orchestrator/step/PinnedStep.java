package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.airlock.Rules;
import dev.ktsu.orchestrator.kernel.Policy;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.ForEach;
import dev.ktsu.project.Op;
import dev.ktsu.project.RetryPolicy;
import dev.ktsu.project.SleepStep;
import dev.ktsu.project.Step;
import dev.ktsu.project.TransformStep;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.project.Workflow;
import dev.ktsu.project.WorkflowStep;
import dev.ktsu.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step of a pinned definition with what its decisions need at hand, the same for all items. */
final class PinnedStep {
  private final Step step;
  private final Set<String> siblings;
  private final boolean suppressed;
  private final @Nullable Agent agent;
  private final @Nullable Inner inner;
  private final Rules rules;
  private final Rules listRules;
  private final Policy policy;
  private final Set<Reference> conditionReads;
  private final Set<Reference> workReads;
  private final Set<String> reads;

  /**
   * A sub-workflow.
   *
   * @param params what its parameters but the secret ones must satisfy, empty for anything
   * @param secrets parameters that are recorded nowhere
   */
  record Inner(Workflow workflow, Set<String> ids, Optional<Schema> params, SecretParams secrets) {}

  /**
   * @param siblings ids of its pipeline
   * @param suppressed whether webhooks of its pipeline are not called
   */
  PinnedStep(
      Step step,
      Set<String> siblings,
      boolean suppressed,
      Optional<Agent> agent,
      Optional<Workflow> workflow) {
    this.step = step;
    this.siblings = siblings;
    this.suppressed = suppressed && step instanceof WebhookStep;
    this.agent = agent.orElse(null);
    this.inner = workflow.map(PinnedStep::inner).orElse(null);
    Rules list = Rules.of(schemas(step.outputSchema()));
    this.listRules = step.forEach().isPresent() ? list : Rules.NONE;
    this.rules = rulesOf();
    this.policy = policyOf();
    this.conditionReads = step.condition().map(Expression::references).orElse(Set.of());
    this.workReads = workReadsOf(step, inner);
    this.reads = readsOf();
  }

  Step step() {
    return step;
  }

  /** Of an agent step. */
  Agent agent() {
    return java.util.Objects.requireNonNull(agent);
  }

  /** Of a sub-workflow step. */
  Inner inner() {
    return java.util.Objects.requireNonNull(inner);
  }

  boolean isSuppressed() {
    return suppressed;
  }

  /** Whether it is the step over a list, and not one of its items. */
  boolean isList(StepPath path) {
    return step.forEach().isPresent() && !path.isItem();
  }

  Rules rules(StepPath path) {
    return isList(path) ? listRules : rules;
  }

  Policy policy(StepPath path) {
    return isList(path) ? Policy.NONE : policy;
  }

  Set<Reference> conditionReads() {
    return conditionReads;
  }

  Set<Reference> workReads() {
    return workReads;
  }

  /** Whether each item is judged by the condition, not the list as a whole. */
  boolean isConditionalByItem() {
    return step.forEach().isPresent()
        && conditionReads.stream().anyMatch(reference -> isOfItem(reference, step.forEach().get()));
  }

  /** Ids of the steps whose outputs decisions on it read. */
  Set<String> reads() {
    return reads;
  }

  StepScope scope(StepPath path) {
    return new StepScope(
        path.workflow(),
        siblings,
        path.isItem() ? Optional.of(path) : Optional.empty(),
        step.forEach().flatMap(ForEach::name));
  }

  private static boolean isOfItem(Reference reference, ForEach list) {
    return reference.namespace() == Namespace.ITEM
        || (reference.namespace() == Namespace.FLAT
            && list.name().stream()
                .anyMatch(as -> Set.of(as, as + "_index").contains(reference.name())));
  }

  private static Inner inner(Workflow workflow) {
    Set<String> ids = new LinkedHashSet<>();
    workflow.pipeline().forEach(step -> ids.add(step.id()));
    SecretParams secrets = SecretParams.of(workflow.paramsSchema());
    return new Inner(
        workflow, ids, workflow.paramsSchema().map(secrets::open).map(Schema::compile), secrets);
  }

  private Rules rulesOf() {
    List<Schema> schemas = new ArrayList<>();
    if (agent != null) {
      schemas.addAll(schemas(Optional.of(agent.outputSchema())));
    }
    if (inner != null) {
      schemas.addAll(schemas(inner.workflow().output().schema()));
    }
    if (step.forEach().isEmpty()) {
      schemas.addAll(schemas(step.outputSchema()));
    }
    boolean accepts = step instanceof AgentStep agentStep && agentStep.acceptsReflected();
    return new Rules(schemas, step.confidenceThreshold(), accepts);
  }

  static List<Schema> schemas(Optional<ObjectNode> schema) {
    return schema.map(Schema::ignoringReserved).map(Schema::compile).stream().toList();
  }

  private Policy policyOf() {
    RetryPolicy retry = step.retry();
    int own = step.limitSeconds();
    int inside = inner == null ? 0 : inner.workflow().timeoutSeconds();
    int limit = own == 0 || inside == 0 ? Math.max(own, inside) : Math.min(own, inside);
    return new Policy(
        new Policy.Retry(
            retry.max(),
            retry.initialMillis(),
            retry.factor(),
            retry.maxMillis(),
            retry.jitter(),
            retry.on()),
        TimeUnit.SECONDS.toMillis(limit),
        agent == null ? 0 : agent.budget().nanos());
  }

  /** What its work reads that is done inside a decision. */
  private static Set<Reference> workReadsOf(Step step, @Nullable Inner workflow) {
    Set<Reference> reads = new LinkedHashSet<>();
    step.forEach().ifPresent(list -> reads.addAll(list.from().references()));
    switch (step) {
      case TransformStep transform ->
          transform.inputs().forEach(from -> reads.addAll(from.references()));
      case SleepStep sleep -> {
        sleep.lasting().ifPresent(lasting -> reads.addAll(lasting.references()));
        sleep.until().ifPresent(until -> reads.addAll(until.references()));
      }
      case WorkflowStep inner ->
          inner
              .params()
              .forEach(
                  (name, value) -> {
                    if (workflow == null || !workflow.secrets().names().contains(name)) {
                      reads.addAll(value.references());
                    }
                  });
      case AgentStep outside -> {}
      case WebhookStep outside -> {}
    }
    return reads;
  }

  private Set<String> readsOf() {
    Set<String> ids = new LinkedHashSet<>();
    Stream.concat(conditionReads.stream(), workReads.stream())
        .map(Reference::name)
        .filter(siblings::contains)
        .forEach(ids::add);
    if (step instanceof TransformStep transform) {
      if (transform.inputs().isEmpty()) {
        ids.addAll(transform.dependencies());
      }
      for (Op op : transform.ops()) {
        if (op instanceof Op.Merge(List<String> steps)) {
          steps.stream().filter(siblings::contains).forEach(ids::add);
        }
      }
    }
    return ids;
  }
}
