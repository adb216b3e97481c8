package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.RuntimeConfiguration;
import io.burt.jmespath.function.FunctionRegistry;
import io.burt.jmespath.jackson.JacksonRuntime;
import io.burt.jmespath.node.NodeFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The library's runtime with numbers compared by value, whole ones exactly. Whatever an expression
 * does with values it does through these methods, so here its {@link Work} is counted.
 */
final class Jmespath extends JacksonRuntime {
  /** A literal that is too large for a number would be read as infinity, which JSON has not. */
  private static final JsonNodeFactory FINITE =
      new JsonNodeFactory() {
        private static final long serialVersionUID = 1;

        @Override
        public NumericNode numberNode(double number) {
          if (!Double.isFinite(number)) {
            throw new ExpressionException("a number is too large", 0);
          }
          return super.numberNode(number);
        }
      };

  static final Jmespath RUNTIME = new Jmespath();

  private final NodeFactory<JsonNode> nodes = new Nodes(this);

  private Jmespath() {
    super(
        RuntimeConfiguration.builder()
            .withFunctionRegistry(
                FunctionRegistry.defaultRegistry()
                    .extend(
                        new Contains(), new Join(), new ToNumber(), By.sort(), By.max(), By.min()))
            .build(),
        new ObjectMapper().setNodeFactory(FINITE));
  }

  @Override
  public NodeFactory<JsonNode> nodeFactory() {
    return nodes;
  }

  /** The grammar takes some literals that JSON does not, such as a text over two lines. */
  @Override
  public JsonNode parseString(String json) {
    try {
      return super.parseString(json);
    } catch (IllegalStateException malformed) {
      throw new ExpressionException("this is no JSON: " + json, 0);
    }
  }

  @Override
  public int compare(JsonNode left, JsonNode right) {
    if (left.isTextual()) {
      Work.spend(left.textValue());
    } else {
      Work.spend(1);
    }
    return left.isIntegralNumber() && right.isIntegralNumber()
        ? left.bigIntegerValue().compareTo(right.bigIntegerValue())
        : super.compare(left, right);
  }

  @Override
  public List<JsonNode> toList(JsonNode value) {
    Work.spend(value.isObject() ? 1 + value.size() : 1);
    return super.toList(value);
  }

  @Override
  public String toString(JsonNode value) {
    Work.weigh(value);
    return super.toString(value);
  }

  @Override
  public Number toNumber(JsonNode value) {
    Work.spend(1);
    return super.toNumber(value);
  }

  @Override
  public boolean isTruthy(JsonNode value) {
    Work.spend(1);
    return super.isTruthy(value);
  }

  @Override
  public JmesPathType typeOf(JsonNode value) {
    Work.spend(1);
    return super.typeOf(value);
  }

  /** The library's own code asks by text, though it says that nobody should. */
  @Override
  @Deprecated
  public JsonNode getProperty(JsonNode value, String name) {
    return property(value, name);
  }

  @Override
  public JsonNode getProperty(JsonNode value, JsonNode name) {
    return property(value, name.textValue());
  }

  private static JsonNode property(JsonNode value, String name) {
    Work.spend(1);
    JsonNode property = value.get(name);
    return property == null ? NullNode.getInstance() : property;
  }

  @Override
  public Collection<JsonNode> getPropertyNames(JsonNode value) {
    Work.spend(1 + value.size());
    return super.getPropertyNames(value);
  }

  @Override
  public JsonNode createArray(Collection<JsonNode> elements) {
    Work.spend(1 + elements.size());
    return super.createArray(elements);
  }

  @Override
  public JsonNode createObject(Map<JsonNode, JsonNode> fields) {
    Work.spend(1 + fields.size());
    return super.createObject(fields);
  }

  @Override
  public JsonNode createString(String text) {
    Work.spend(text);
    return super.createString(text);
  }

  /** JSON has no infinity: what overflows is null. */
  @Override
  public JsonNode createNumber(double number) {
    return Double.isFinite(number) ? super.createNumber(number) : createNull();
  }
}
