package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.project.JsonTemplate;
import java.util.Map;

/**
 * What steps may read, secret parameters included: those of the run as they were given, those of a
 * sub-workflow as its step works them out of the parameters around it, at any depth.
 *
 * @param open what is recorded, with all variables
 * @param given secret parameters of the run
 */
record SecretOutputs(Outputs open, PinnedSteps steps, ObjectNode given) implements Outputs {
  @Override
  public JsonNode params() {
    return given.isEmpty() ? open.params() : with(open.params(), given);
  }

  @Override
  public JsonNode env() {
    return open.env();
  }

  @Override
  public JsonNode opened(StepPath path) {
    Map<String, JsonTemplate> hidden = steps.secretParams(path);
    if (hidden.isEmpty()) {
      return open.opened(path);
    }
    ObjectNode values = Json.object();
    hidden.forEach(
        (name, value) ->
            values.set(name, value.render(steps.tree(path, value.references(), this))));
    JsonNode params = with(open.opened(path).path("params"), values);
    return Json.object().set("params", params);
  }

  @Override
  public JsonNode output(StepPath path) {
    return open.output(path);
  }

  private static JsonNode with(JsonNode params, ObjectNode more) {
    ObjectNode all = Json.object();
    params.properties().forEach(each -> all.set(each.getKey(), each.getValue()));
    return all.setAll(more);
  }
}
