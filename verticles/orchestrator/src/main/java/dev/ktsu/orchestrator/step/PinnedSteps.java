package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Truth;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Node;
import dev.ktsu.orchestrator.kernel.Policy;
import dev.ktsu.project.Agent;
import dev.ktsu.project.Definition;
import dev.ktsu.project.JsonTemplate;
import dev.ktsu.project.SleepStep;
import dev.ktsu.project.Step;
import dev.ktsu.project.TransformStep;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.project.Workflow;
import dev.ktsu.project.WorkflowStep;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A pinned definition as the kernel sees it: everything compiled once, nothing that changes. */
public final class PinnedSteps implements Behaviour {
  private final Definition definition;

  /** By their place, {@code review/summarise}. */
  private final Map<String, PinnedStep> steps = new HashMap<>();

  private final List<Node> nodes;
  private final StepScope scope;
  private final Rules resultRules;
  private final SecretParams secrets;

  public PinnedSteps(Definition definition) {
    this.definition = definition;
    Workflow workflow = definition.workflow();
    this.secrets = SecretParams.of(workflow.paramsSchema());
    pin(workflow, "", false);
    this.nodes = nodes(workflow, Optional.empty());
    this.scope = new StepScope(Optional.empty(), ids(workflow), Optional.empty(), Optional.empty());
    this.resultRules = Rules.of(PinnedStep.schemas(workflow.output().schema()));
  }

  /**
   * @param suppressed whether its webhooks are not called
   */
  private void pin(Workflow workflow, String prefix, boolean suppressed) {
    Set<String> ids = ids(workflow);
    for (Step step : workflow.pipeline()) {
      String place = prefix + step.id();
      Optional<Workflow> inner = Optional.ofNullable(definition.workflowsByStep().get(place));
      Optional<Agent> agent = Optional.ofNullable(definition.agentsByStep().get(place));
      steps.put(place, new PinnedStep(step, ids, suppressed, agent, inner));
      if (step instanceof WorkflowStep outer && inner.isPresent()) {
        boolean agreed = outer.webhooks() && inner.get().webhooks() && !suppressed;
        pin(inner.get(), place + "/", !agreed);
      }
    }
  }

  private static Set<String> ids(Workflow workflow) {
    return workflow.pipeline().stream()
        .map(Step::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  public Definition definition() {
    return definition;
  }

  /** What callers give in secret. */
  public SecretParams secretParams() {
    return secrets;
  }

  /** The values of the secret parameters of a sub-workflow step; none of any other step. */
  Map<String, JsonTemplate> secretParams(StepPath path) {
    PinnedStep step = at(path);
    if (!(step.step() instanceof WorkflowStep outer) || step.isList(path)) {
      return Map.of();
    }
    Set<String> names = step.inner().secrets().names();
    return names.isEmpty()
        ? Map.of()
        : outer.params().entrySet().stream()
            .filter(param -> names.contains(param.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The step of this path. */
  public Step step(StepPath path) {
    return at(path).step();
  }

  /** Whether it is the step over a list, and not one of its items. */
  boolean isList(StepPath path) {
    return at(path).isList(path);
  }

  /** The agent of an agent step. */
  public Agent agent(StepPath path) {
    return at(path).agent();
  }

  @Override
  public boolean announces(StepPath path) {
    return !notices(path).isEmpty();
  }

  /** The webhooks that are to tell of tool calls of this step which wait for a person. */
  public List<WebhookStep> notices(StepPath path) {
    Workflow workflow =
        path.workflow().map(whole -> at(whole).inner().workflow()).orElse(definition.workflow());
    return workflow.notices().stream()
        .filter(notice -> notice.dependencies().contains(path.id()))
        .toList();
  }

  /** What the output of the step is judged by. */
  public Rules rules(StepPath path) {
    return at(path).rules(path);
  }

  /** The tree that texts of the step are evaluated on. */
  ObjectNode tree(StepPath path, Collection<Reference> references, Outputs outputs) {
    return at(path).scope(path).of(references, outputs);
  }

  /** The steps that these references of a step's texts read. */
  List<StepPath> stepsOf(StepPath path, Collection<Reference> references) {
    StepScope own = at(path).scope(path);
    return references.stream()
        .map(Reference::name)
        .filter(own.steps()::contains)
        .map(own::path)
        .toList();
  }

  @Override
  public List<Node> nodes() {
    return nodes;
  }

  private List<Node> nodes(Workflow workflow, Optional<StepPath> whole) {
    return workflow.pipeline().stream()
        .map(step -> whole.map(in -> in.child(step.id())).orElseGet(() -> new StepPath(step.id())))
        .map(path -> Nodes.of(path, at(path), id -> at(path.sibling(id)).isSuppressed()))
        .toList();
  }

  @Override
  public Set<StepPath> reads(StepPath path) {
    return at(path).reads().stream().map(path::sibling).collect(Collectors.toSet());
  }

  @Override
  public Condition condition(StepPath path, Outputs outputs) {
    PinnedStep step = at(path);
    Expression condition = step.step().condition().orElseThrow();
    try {
      JsonNode value = condition.evaluate(tree(path, step.conditionReads(), outputs));
      return new Condition(Truth.isTrue(value), "");
    } catch (ExpressionException failed) {
      return new Condition(false, "condition: " + failed.getMessage());
    }
  }

  @Override
  public long timeoutMillis() {
    return TimeUnit.SECONDS.toMillis(definition.workflow().timeoutSeconds());
  }

  @Override
  public long budget() {
    return definition.workflow().models().budget().nanos();
  }

  @Override
  public boolean asksForBudget() {
    return definition.workflow().models().asks();
  }

  /**
   * The group of models that an agent step asks: as its innermost workflow says that says
   * something.
   */
  public String modelGroup(StepPath path, String own) {
    String group = own;
    Optional<StepPath> whole = path.workflow();
    while (whole.isPresent()) {
      group = at(whole.get()).inner().workflow().models().group(group);
      whole = whole.get().workflow();
    }
    return definition.workflow().models().group(group);
  }

  @Override
  public Policy policy(StepPath path) {
    return at(path).policy(path);
  }

  @Override
  public boolean isSuppressed(StepPath path) {
    return at(path).isSuppressed();
  }

  @Override
  public String reference(StepPath path) {
    return ((WorkflowStep) step(path)).reference();
  }

  @Override
  public Wake wake(StepPath path, Outputs outputs, long at) {
    PinnedStep step = at(path);
    return Pauses.end((SleepStep) step.step(), tree(path, step.workReads(), outputs), at);
  }

  @Override
  public Opening open(StepPath path, Outputs outputs) {
    PinnedStep step = at(path);
    ObjectNode tree = tree(path, step.workReads(), outputs);
    if (step.isList(path)) {
      return Openings.items(step.step().forEach().orElseThrow(), tree, step.isConditionalByItem());
    }
    Openings.Params params = Openings.params((WorkflowStep) step.step(), step.inner(), tree);
    return params
        .impossible()
        .orElseGet(
            () ->
                new Opening.Inner(
                    params.values(), nodes(step.inner().workflow(), Optional.of(path))));
  }

  @Override
  public Judged gather(
      StepPath path, List<dev.ktsu.orchestrator.kernel.Step> parts, Outputs outputs) {
    PinnedStep step = at(path);
    Raw raw =
        step.isList(path)
            ? Consolidated.of(step.step().forEach().orElseThrow().consolidation(), parts, outputs)
            : Yields.workflow(
                step.inner().workflow().output(),
                parts,
                new StepScope(
                    Optional.of(path), step.inner().ids(), Optional.empty(), Optional.empty()),
                outputs);
    return AirLock.judge(raw, step.rules(path));
  }

  @Override
  public boolean hasResult() {
    return !definition.workflow().output().isUnsaid();
  }

  @Override
  public Judged result(List<dev.ktsu.orchestrator.kernel.Step> steps, Outputs outputs) {
    return AirLock.judge(
        Yields.workflow(definition.workflow().output(), steps, scope, outputs), resultRules);
  }

  @Override
  public Judged compute(StepPath path, Outputs outputs) {
    return AirLock.judge(transformed(path, outputs), rules(path));
  }

  private Raw transformed(StepPath path, Outputs outputs) {
    TransformStep transform = (TransformStep) step(path);
    try {
      JsonNode result =
          Transform.apply(
              input(path, outputs), transform.ops(), id -> outputs.output(path.sibling(id)));
      ObjectNode output = Json.object();
      output.set("result", result);
      return new Raw.Output(output, null);
    } catch (Transform.Failed | ExpressionException failed) {
      return new Raw.Failure(
          Code.TRANSFORM_FAILED, String.valueOf(failed.getMessage()), null, null);
    }
  }

  /** The value that a transform begins with. */
  JsonNode input(StepPath path, Outputs outputs) {
    PinnedStep step = at(path);
    TransformStep transform = (TransformStep) step.step();
    JsonNode input = NullNode.instance;
    if (transform.inputs().isEmpty()) {
      for (String id : transform.dependencies()) {
        input = Transform.merge(input, outputs.output(path.sibling(id)));
      }
      return input;
    }
    ObjectNode tree = tree(path, step.workReads(), outputs);
    for (Expression from : transform.inputs()) {
      input = Transform.merge(input, from.evaluate(tree));
    }
    return input;
  }

  private PinnedStep at(StepPath path) {
    PinnedStep step = steps.get(path.place());
    if (step == null) {
      throw new IllegalStateException("the definition has no step " + path);
    }
    return step;
  }
}
