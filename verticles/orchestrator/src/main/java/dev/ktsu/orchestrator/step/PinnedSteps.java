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
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.Definition;
import dev.ktsu.project.Op;
import dev.ktsu.project.RetryPolicy;
import dev.ktsu.project.SleepStep;
import dev.ktsu.project.Step;
import dev.ktsu.project.TransformStep;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A pinned definition as the kernel sees it: everything compiled once, nothing that changes. */
public final class PinnedSteps implements Behaviour {
  private final Definition definition;
  private final Map<String, Compiled> compiled = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /** A step with what its decisions need at hand. */
  private record Compiled(
      Step step,
      Rules rules,
      Policy policy,
      Set<Reference> conditionReads,
      Set<Reference> computeReads) {}

  public PinnedSteps(Definition definition) {
    this.definition = definition;
    for (Step step : definition.workflow().pipeline()) {
      compiled.put(step.id(), compile(step));
      nodes.add(node(step));
    }
  }

  public Definition definition() {
    return definition;
  }

  /** The step of this path. */
  public Step step(StepPath path) {
    return compiled(path).step();
  }

  /** What the output of the step is judged by. */
  public Rules rules(StepPath path) {
    return compiled(path).rules();
  }

  /** Ids of the pipeline, in its order. */
  public Set<String> ids() {
    return compiled.keySet();
  }

  @Override
  public List<Node> nodes() {
    return nodes;
  }

  @Override
  public Set<StepPath> reads(StepPath path) {
    Compiled step = compiled(path);
    Set<StepPath> paths = new HashSet<>();
    Stream.concat(step.conditionReads().stream(), step.computeReads().stream())
        .filter(reference -> compiled.containsKey(reference.name()))
        .forEach(reference -> paths.add(new StepPath(reference.name())));
    if (step.step() instanceof TransformStep transform) {
      transformReads(transform).forEach(id -> paths.add(new StepPath(id)));
    }
    return paths;
  }

  @Override
  public Condition condition(StepPath path, Outputs outputs) {
    Compiled step = compiled(path);
    Expression condition = step.step().condition().orElseThrow();
    try {
      JsonNode value = condition.evaluate(StepScope.of(step.conditionReads(), ids(), outputs));
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
  public Policy policy(StepPath path) {
    return compiled(path).policy();
  }

  @Override
  public Wake wake(StepPath path, Outputs outputs, long at) {
    Compiled step = compiled(path);
    if (!(step.step() instanceof SleepStep sleep)) {
      throw new IllegalStateException(path + " is no pause");
    }
    return Pauses.end(sleep, StepScope.of(step.computeReads(), ids(), outputs), at);
  }

  @Override
  public Judged compute(StepPath path, Outputs outputs) {
    Compiled step = compiled(path);
    if (!(step.step() instanceof TransformStep transform)) {
      throw new IllegalStateException(path + " is no pure step");
    }
    return AirLock.judge(compute(transform, step, outputs), step.rules());
  }

  private Raw compute(TransformStep transform, Compiled step, Outputs outputs) {
    try {
      JsonNode input = input(transform, step, outputs);
      JsonNode result =
          Transform.apply(input, transform.ops(), id -> outputs.output(new StepPath(id)));
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
    Compiled step = compiled(path);
    return input((TransformStep) step.step(), step, outputs);
  }

  private JsonNode input(TransformStep transform, Compiled step, Outputs outputs) {
    JsonNode input = NullNode.instance;
    if (transform.inputs().isEmpty()) {
      for (String id : transform.dependencies()) {
        input = Transform.merge(input, outputs.output(new StepPath(id)));
      }
      return input;
    }
    ObjectNode scope = StepScope.of(step.computeReads(), ids(), outputs);
    for (Expression from : transform.inputs()) {
      input = Transform.merge(input, from.evaluate(scope));
    }
    return input;
  }

  private Set<String> transformReads(TransformStep transform) {
    Set<String> ids = new LinkedHashSet<>();
    if (transform.inputs().isEmpty()) {
      ids.addAll(transform.dependencies());
    }
    for (Op op : transform.ops()) {
      if (op instanceof Op.Merge(List<String> steps)) {
        ids.addAll(steps);
      }
    }
    return ids;
  }

  private Compiled compile(Step step) {
    Set<Reference> computeReads = new LinkedHashSet<>();
    if (step instanceof TransformStep transform) {
      transform.inputs().forEach(from -> computeReads.addAll(from.references()));
    }
    if (step instanceof SleepStep sleep) {
      sleep.lasting().ifPresent(lasting -> computeReads.addAll(lasting.references()));
      sleep.until().ifPresent(until -> computeReads.addAll(until.references()));
    }
    Set<Reference> conditionReads = step.condition().map(Expression::references).orElse(Set.of());
    return new Compiled(step, rulesOf(step), policyOf(step), conditionReads, computeReads);
  }

  private static Policy policyOf(Step step) {
    RetryPolicy retry = step.retry();
    return new Policy(
        new Policy.Retry(
            retry.max(),
            retry.initialMillis(),
            retry.factor(),
            retry.maxMillis(),
            retry.jitter(),
            retry.on()),
        TimeUnit.SECONDS.toMillis(step.limitSeconds()));
  }

  private Rules rulesOf(Step step) {
    List<Schema> schemas = new ArrayList<>();
    if (step instanceof AgentStep) {
      schemas.add(schema(agent(step.id()).outputSchema()));
    }
    step.outputSchema().ifPresent(schema -> schemas.add(schema(schema)));
    return new Rules(schemas, step.confidenceThreshold());
  }

  private Agent agent(String id) {
    return definition.agentsByStep().get(id);
  }

  private static Schema schema(ObjectNode schema) {
    return Schema.compile(Schema.ignoringReserved(schema));
  }

  private Node node(Step step) {
    List<StepPath> upstream = step.dependencies().stream().map(StepPath::new).toList();
    StepKind kind =
        switch (step) {
          case AgentStep agent -> StepKind.AGENT;
          case TransformStep transform -> StepKind.TRANSFORM;
          case WebhookStep webhook -> StepKind.WEBHOOK;
          case SleepStep sleep -> StepKind.SLEEP;
        };
    boolean tools =
        step instanceof AgentStep
            && agent(step.id()).servers().stream().anyMatch(use -> !use.allowlist().isEmpty());
    return Node.after(new StepPath(step.id()), kind, upstream, step.condition().isPresent(), tools)
        .on(step instanceof AgentStep agent ? agent.runsOn() : List.of());
  }

  private Compiled compiled(StepPath path) {
    Compiled step = compiled.get(path.text());
    if (step == null) {
      throw new IllegalStateException("the definition has no step " + path);
    }
    return step;
  }
}
