package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Kept;
import dev.ktsu.orchestrator.airlock.Checks;
import dev.ktsu.orchestrator.kernel.Behaviour.Opening;
import dev.ktsu.project.ForEach;
import dev.ktsu.project.JsonTemplate;
import dev.ktsu.project.WorkflowStep;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What lists and sub-workflows begin with. */
final class Openings {
  /** Items of one list. */
  static final int ITEMS_MAX = 10_000;

  /** Items at the same time, where the author leaves it open, and at most. */
  static final int AT_ONCE = 256;

  static final int AT_ONCE_MAX = 1_000;

  private Openings() {}

  /**
   * The items of a list.
   *
   * @param scope what {@code from} reads
   * @param conditional each item has a condition to judge by
   */
  static Opening items(ForEach list, ObjectNode scope, boolean conditional) {
    JsonNode value;
    String from = "for_each from \"" + list.from().source() + "\": ";
    try {
      value = Kept.value(list.from().evaluate(scope));
    } catch (ExpressionException wrong) {
      return new Opening.Impossible(Code.EXPRESSION_FAILED, from + wrong.getMessage());
    }
    if (!(value instanceof ArrayNode all)) {
      String kind = value.getNodeType().name().toLowerCase(Locale.ROOT);
      return new Opening.Impossible(Code.EXPRESSION_FAILED, from + "expected array, got " + kind);
    }
    int size = list.itemsMax() == 0 ? all.size() : Math.min(list.itemsMax(), all.size());
    if (size > ITEMS_MAX) {
      return new Opening.Impossible(
          Code.EXPRESSION_FAILED,
          from
              + size
              + " items are more than "
              + ITEMS_MAX
              + ". Set max_items, or split the list.");
    }
    ArrayNode items = Json.array();
    for (int i = 0; i < size; i++) {
      items.add(all.get(i));
    }
    int atOnce = list.concurrency() == 0 ? AT_ONCE : Math.min(list.concurrency(), AT_ONCE_MAX);
    return new Opening.Items(items, atOnce, list.failuresMax(), conditional);
  }

  /** The parameters of a sub-workflow, or why it cannot have them. */
  record Params(ObjectNode values, Optional<Opening> impossible) {}

  /**
   * The parameters without the secret ones: those are worked out where they are read.
   *
   * @param scope what the values read
   */
  static Params params(WorkflowStep step, PinnedStep.Inner inner, ObjectNode scope) {
    ObjectNode given = Json.object();
    try {
      for (Map.Entry<String, JsonTemplate> entry : step.params().entrySet()) {
        if (inner.secrets().names().contains(entry.getKey())) {
          continue;
        }
        JsonNode value = Kept.value(entry.getValue().render(scope));
        if (!value.isNull()) {
          given.set(entry.getKey(), value);
        }
      }
    } catch (ExpressionException wrong) {
      return impossible(
          Code.EXPRESSION_FAILED,
          "sub-workflow \"" + step.reference() + "\": " + wrong.getMessage());
    }
    if (inner.params().isEmpty()) {
      return new Params(given, Optional.empty());
    }
    return checked(step, inner.params().get(), given);
  }

  private static Params checked(WorkflowStep step, Schema schema, ObjectNode given) {
    ObjectNode params = (ObjectNode) schema.withDefaults(given);
    for (String name : schema.required()) {
      if (!params.has(name)) {
        return impossible(
            Code.PARAM_MISSING,
            "missing required param \""
                + name
                + "\" for sub-workflow \""
                + step.reference()
                + "\"");
      }
    }
    List<Violation> wrong = Checks.check(schema, params);
    return wrong.isEmpty()
        ? new Params(params, Optional.empty())
        : impossible(
            Code.PARAMS_INVALID,
            "params of sub-workflow \"" + step.reference() + "\": " + wrong.getFirst());
  }

  private static Params impossible(Code code, String error) {
    return new Params(Json.object(), Optional.of(new Opening.Impossible(code, error)));
  }
}
