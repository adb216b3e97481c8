package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * What the texts of one place in a run may read.
 *
 * @param workflow the sub-workflow step whose pipeline it is; empty for the run's own
 * @param steps ids of that pipeline
 * @param item the item of a list, whose texts they are
 * @param itemName another name of the item
 */
record StepScope(
    Optional<StepPath> workflow,
    Set<String> steps,
    Optional<StepPath> item,
    Optional<String> itemName) {

  /** The path of a step of the same pipeline. */
  StepPath path(String id) {
    return workflow.map(whole -> whole.child(id)).orElseGet(() -> new StepPath(id));
  }

  /**
   * The tree that expressions are evaluated on: {@code params}, {@code env}, {@code step.<id>},
   * {@code item} and bare step ids, as far as referred to. A step that bears the name of a
   * namespace is read as {@code step.<id>} alone.
   */
  ObjectNode of(Collection<Reference> references, Outputs outputs) {
    ObjectNode scope = Json.object();
    ObjectNode byId = Json.object();
    for (Reference reference : references) {
      String name = reference.name();
      switch (reference.namespace()) {
        case PARAMS -> scope.set("params", params(outputs));
        case ENV -> scope.set("env", workflow.isPresent() ? Json.object() : outputs.env());
        case STEP -> {
          if (steps.contains(name)) {
            byId.set(name, outputs.output(path(name)));
          }
        }
        case FLAT -> flat(name, scope, outputs);
        case ITEM -> item(scope, outputs);
      }
    }
    if (!byId.isEmpty()) {
      scope.set("step", byId);
    }
    return scope;
  }

  private void flat(String name, ObjectNode scope, Outputs outputs) {
    if (itemName.equals(Optional.of(name))) {
      item.ifPresent(path -> scope.set(name, element(path, outputs)));
    } else if (itemName.map(as -> as + "_index").equals(Optional.of(name))) {
      item.ifPresent(path -> scope.put(name, path.item()));
    } else if (steps.contains(name) && !scope.has(name)) {
      scope.set(name, outputs.output(path(name)));
    }
  }

  private void item(ObjectNode scope, Outputs outputs) {
    item.ifPresent(
        path -> {
          scope.set("item", element(path, outputs));
          scope.put("item_index", path.item());
        });
  }

  private static JsonNode element(StepPath item, Outputs outputs) {
    JsonNode element = outputs.opened(item.parent().orElseThrow()).path("items").get(item.item());
    return element == null ? NullNode.instance : element;
  }

  private JsonNode params(Outputs outputs) {
    return workflow.isPresent() ? outputs.opened(workflow.get()).path("params") : outputs.params();
  }
}
