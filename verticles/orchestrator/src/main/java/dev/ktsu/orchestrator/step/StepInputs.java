package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import dev.ktsu.expressions.Work;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentParam;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.JsonTemplate;
import dev.ktsu.project.SleepStep;
import dev.ktsu.project.TransformStep;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.project.WorkflowStep;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the steps of a run were given, for people. Nothing of it is recorded: it is worked out again
 * from the pinned definition and the outputs before, with a mask where a secret value stood. Any
 * thread.
 */
public final class StepInputs {
  private final PinnedSteps steps;
  private final RunState state;
  private final Map<Long, JsonNode> payloads;
  private final Secrets secrets;

  /**
   * @param payloads of every step that has ended, and the inputs of the run
   * @param secrets values that are masked wherever they stand
   */
  public StepInputs(
      PinnedSteps steps, RunState state, Map<Long, JsonNode> payloads, Secrets secrets) {
    this.steps = steps;
    this.state = state;
    this.payloads = Map.copyOf(payloads);
    this.secrets = secrets;
  }

  /**
   * Of an agent its parameters, of a transform the value it begins with, of a webhook {@code
   * {"method", "url", "headers", "body"}}, of a sleep {@code {"for"}} or {@code {"until"}}; empty
   * for a step that was never begun, and for one whose input could not be worked out or takes long
   * to.
   */
  public Optional<JsonNode> of(StepPath path) {
    if (state.step(path).orElseThrow().leg() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Work.light(() -> scrub(given(path))));
    } catch (ExpressionException | Work.TooHeavy failed) {
      return Optional.empty();
    }
  }

  private JsonNode given(StepPath path) {
    if (steps.isList(path)) {
      return outputs().opened(path).path("items");
    }
    return switch (steps.step(path)) {
      case TransformStep transform -> steps.input(path, outputs());
      case AgentStep agent -> params(path, agent);
      case WebhookStep webhook -> call(path, webhook);
      case SleepStep sleep -> pause(path, sleep);
      case WorkflowStep inner -> outputs().opened(path).path("params");
    };
  }

  private ObjectNode params(StepPath path, AgentStep step) {
    Set<Reference> references = new LinkedHashSet<>();
    step.params().values().forEach(value -> references.addAll(value.references()));
    ObjectNode scope = steps.tree(path, references, outputs());
    Agent agent = steps.agent(path);
    ObjectNode params = Json.object();
    for (AgentParam declared : agent.params()) {
      JsonTemplate given = step.params().get(declared.name());
      if (declared.secret()) {
        params.put(declared.name(), Secrets.MASK);
      } else if (given != null) {
        params.set(declared.name(), given.render(scope));
      } else {
        declared.defaultValue().ifPresent(value -> params.set(declared.name(), value));
      }
    }
    return params;
  }

  private ObjectNode call(StepPath path, WebhookStep step) {
    WebhookStep.Request request = step.request();
    ObjectNode scope = steps.tree(path, request.references(), outputs());
    ObjectNode call = Json.object().put("method", request.method());
    call.set("url", request.url().render(scope));
    ObjectNode headers = Json.object();
    request.headers().forEach((name, text) -> headers.set(name, text.render(scope)));
    if (!headers.isEmpty()) {
      call.set("headers", headers);
    }
    call.set("body", request.body().render(scope));
    return call;
  }

  private ObjectNode pause(StepPath path, SleepStep step) {
    ObjectNode pause = Json.object();
    step.lasting().ifPresent(text -> pause.set("for", render(path, text)));
    step.until().ifPresent(text -> pause.set("until", render(path, text)));
    return pause;
  }

  private JsonNode render(StepPath path, Template text) {
    return text.render(steps.tree(path, text.references(), outputs()));
  }

  private Outputs outputs() {
    RunOutputs open =
        new RunOutputs(
            state,
            seq -> payloads.get(seq) instanceof ObjectNode tree ? tree : Json.object(),
            this::env);
    ObjectNode given = Json.object();
    steps.secretParams().names().forEach(name -> given.put(name, Secrets.MASK));
    return new SecretOutputs(open, steps, given);
  }

  private ObjectNode env() {
    ObjectNode env = Json.object();
    JsonNode inputs = payloads.getOrDefault(RunState.INPUTS, Json.object());
    inputs.path("env").properties().forEach(each -> env.set(each.getKey(), each.getValue()));
    steps.definition().workflow().env().stream()
        .filter(EnvVar::secret)
        .forEach(secret -> env.put(secret.name(), Secrets.MASK));
    return env;
  }

  private JsonNode scrub(JsonNode value) {
    Work.weigh(value);
    return secrets.scrub(value);
  }
}
