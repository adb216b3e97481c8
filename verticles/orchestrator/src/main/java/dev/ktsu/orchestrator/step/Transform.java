package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Kept;
import dev.ktsu.expressions.Work;
import dev.ktsu.project.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The six operations of transform steps, on JSON trees. Inputs are never changed. What they do is
 * {@link Work}.
 */
final class Transform {
  private Transform() {}

  /** An operation that cannot be done; the message begins with {@code op <name>:}. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(Op op, String why) {
      super("op " + op.word() + ": " + why, null, false, false);
    }
  }

  /**
   * What is left of {@code data} after all operations, in order.
   *
   * @param outputOf output of a step by id, for {@code merge}
   * @throws Failed when an operation cannot be done
   * @throws ExpressionException when the result cannot be {@link Kept}
   */
  static JsonNode apply(JsonNode data, List<Op> ops, Function<String, JsonNode> outputOf) {
    JsonNode current = data;
    for (Op op : ops) {
      try {
        current = apply(current, op, outputOf);
      } catch (ExpressionException wrong) {
        throw new Failed(op, String.valueOf(wrong.getMessage()));
      }
    }
    return Kept.value(current);
  }

  private static JsonNode apply(JsonNode data, Op op, Function<String, JsonNode> outputOf) {
    return switch (op) {
      case Op.Merge(List<String> steps) -> {
        JsonNode merged = data;
        for (String step : steps) {
          merged = merge(merged, outputOf.apply(step));
        }
        yield merged;
      }
      case Op.Filter(Expression selection) -> arrayOr(selection.evaluate(items(data)));
      case Op.Sort sort -> sort(data, sort);
      case Op.MapEach(Expression each) -> map(data, each);
      case Op.Flatten flatten -> flatten(data);
      case Op.Deduplicate(Expression field) -> deduplicate(data, field);
    };
  }

  /**
   * Both together: objects key by key, arrays one after the other, of anything else the later one.
   * Nothing (null) adds nothing.
   */
  static JsonNode merge(JsonNode left, JsonNode right) {
    if (left.isNull() || left.isMissingNode()) {
      return right;
    }
    if (right.isNull() || right.isMissingNode()) {
      return left;
    }
    if (left instanceof ObjectNode a && right instanceof ObjectNode b) {
      Work.spend(1 + a.size() + b.size());
      ObjectNode both = Json.object().setAll(a);
      b.properties()
          .forEach(
              field -> {
                JsonNode before = both.get(field.getKey());
                JsonNode value = field.getValue();
                both.set(field.getKey(), before == null ? value : merge(before, value));
              });
      return both;
    }
    if (left instanceof ArrayNode a && right instanceof ArrayNode b) {
      Work.spend(1 + a.size() + b.size());
      return Json.array().addAll(a).addAll(b);
    }
    return right;
  }

  private static JsonNode sort(JsonNode data, Op.Sort sort) {
    if (!(data instanceof ArrayNode array)) {
      throw new Failed(sort, "expected an array, got " + kind(data));
    }
    record Keyed(JsonNode item, JsonNode key) {}
    List<Keyed> keyed = new ArrayList<>();
    Work.spend(array.size());
    array.forEach(item -> keyed.add(new Keyed(item, sort.field().evaluate(item))));
    Comparator<JsonNode> order = sort.descending() ? Transform::compareDown : Transform::compareUp;
    keyed.sort(Comparator.comparing(Keyed::key, order));
    ArrayNode sorted = Json.array();
    keyed.forEach(entry -> sorted.add(entry.item()));
    return sorted;
  }

  private static int compareUp(JsonNode a, JsonNode b) {
    return a.isNull() || b.isNull() ? Boolean.compare(a.isNull(), b.isNull()) : compareValues(a, b);
  }

  /** What has no value stays last, also when the order is turned. */
  private static int compareDown(JsonNode a, JsonNode b) {
    return a.isNull() || b.isNull() ? Boolean.compare(a.isNull(), b.isNull()) : compareValues(b, a);
  }

  /** Numbers by value and before everything else, which is compared as text. */
  private static int compareValues(JsonNode a, JsonNode b) {
    Work.weigh(a);
    Work.weigh(b);
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue());
    }
    if (a.isNumber() != b.isNumber()) {
      return a.isNumber() ? -1 : 1;
    }
    return text(a).compareTo(text(b));
  }

  private static JsonNode map(JsonNode data, Expression each) {
    ArrayNode mapped = Json.array();
    Work.spend(data.size());
    items(data).forEach(item -> mapped.add(each.evaluate(item)));
    // One object that holds a list: the list is what the author wants to go on with.
    boolean unwrapped = !data.isArray() && mapped.size() == 1 && mapped.get(0).isArray();
    return unwrapped ? mapped.get(0) : mapped;
  }

  private static JsonNode flatten(JsonNode data) {
    if (!(data instanceof ArrayNode array)) {
      return data;
    }
    ArrayNode flat = Json.array();
    for (JsonNode item : array) {
      Work.spend(1 + item.size());
      if (item instanceof ArrayNode inner) {
        flat.addAll(inner);
      } else {
        flat.add(item);
      }
    }
    return flat;
  }

  private static JsonNode deduplicate(JsonNode data, Expression field) {
    if (!(data instanceof ArrayNode array)) {
      return data;
    }
    Set<String> seen = new HashSet<>();
    ArrayNode unique = Json.array();
    for (JsonNode item : array) {
      JsonNode key = field.evaluate(item);
      Work.weigh(key);
      if (seen.add(kind(key) + text(key))) {
        unique.add(item);
      }
    }
    return unique;
  }

  /** A list as it is, nothing as an empty list, anything else as a list of one. */
  private static ArrayNode items(JsonNode data) {
    if (data instanceof ArrayNode array) {
      return array;
    }
    return data.isNull() || data.isMissingNode() ? Json.array() : Json.array().add(data);
  }

  private static JsonNode arrayOr(JsonNode result) {
    return result instanceof NullNode ? Json.array() : result;
  }

  private static String text(JsonNode value) {
    return value.isTextual()
        ? value.textValue()
        : value.isNumber()
            ? value.decimalValue().stripTrailingZeros().toPlainString()
            : value.toString();
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL, MISSING -> "null";
    };
  }
}
