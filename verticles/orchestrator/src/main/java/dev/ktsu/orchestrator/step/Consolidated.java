package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Kept;
import dev.ktsu.expressions.Work;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.project.Consolidation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a list yields, once its items have ended. */
final class Consolidated {
  private final List<Step> items;
  private final Outputs outputs;

  private Consolidated(List<Step> items, Outputs outputs) {
    this.items = items;
    this.outputs = outputs;
  }

  static Raw of(Consolidation way, List<Step> items, Outputs outputs) {
    Consolidated list = new Consolidated(items, outputs);
    return switch (way) {
      case ARRAY -> list.results();
      case MERGE -> list.merged();
      case FIRST -> list.first();
    };
  }

  /** {@code {"results": […]}}, with {@code {"ktsu_error", "item_index"}} for a failed item. */
  private Raw results() {
    ObjectNode output = Json.object();
    ArrayNode results = output.putArray("results");
    for (Step item : items) {
      results.add(item.state() == State.FAILED ? failure(item) : outputs.output(item.path()));
    }
    return new Raw.Output(output, null);
  }

  private static ObjectNode failure(Step item) {
    Leg.Ending ending = Objects.requireNonNull(Objects.requireNonNull(item.leg()).ending());
    return Json.object().put("ktsu_error", ending.error()).put("item_index", item.path().item());
  }

  private Raw first() {
    Optional<Step> first = items.stream().filter(Consolidated::isComplete).findFirst();
    return first.isPresent()
        ? new Raw.Output(outputs.output(first.get().path()), null)
        : failed("consolidation first: no item has completed");
  }

  private Raw merged() {
    ObjectNode all = Json.object();
    try {
      for (Step item : items) {
        if (!isComplete(item)) {
          continue;
        }
        if (!(outputs.output(item.path()) instanceof ObjectNode output)) {
          return failed(
              "consolidation merge: the output of item " + item.path().item() + " is no object");
        }
        merge(all, output);
      }
      return new Raw.Output(Kept.value(all), null);
    } catch (ExpressionException tooMuch) {
      return failed("consolidation merge: " + tooMuch.getMessage());
    }
  }

  /**
   * As {@link Transform#merge}, into a tree of its own: a copy for each item would take quadratic
   * time.
   */
  private static void merge(ObjectNode all, ObjectNode more) {
    Work.spend(1 + more.size());
    for (Map.Entry<String, JsonNode> field : more.properties()) {
      JsonNode before = all.get(field.getKey());
      JsonNode value = field.getValue();
      if (before instanceof ObjectNode whole && value instanceof ObjectNode part) {
        merge(whole, part);
      } else if (before instanceof ArrayNode list && value instanceof ArrayNode rest) {
        Work.weigh(rest);
        list.addAll(rest.deepCopy());
      } else if (before == null || !value.isNull()) {
        Work.weigh(value);
        all.set(field.getKey(), value.deepCopy());
      }
    }
  }

  private static boolean isComplete(Step item) {
    return item.state() == State.SUCCESS;
  }

  private static Raw failed(String error) {
    return new Raw.Failure(Code.CONSOLIDATION_FAILED, error, null, null);
  }
}
