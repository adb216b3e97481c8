package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.Adapter;
import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.node.CreateArrayNode;
import io.burt.jmespath.node.CreateObjectNode;
import io.burt.jmespath.node.JsonLiteralNode;
import io.burt.jmespath.node.Node;
import io.burt.jmespath.node.SliceNode;
import io.burt.jmespath.node.StandardNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The library's nodes, but only a list has slices, and a node that can put one value into its
 * result many times spends the {@link Work} of writing them all.
 */
final class Nodes extends StandardNodeFactory<JsonNode> {
  private final Adapter<JsonNode> runtime;

  Nodes(Adapter<JsonNode> runtime) {
    super(runtime);
    this.runtime = runtime;
  }

  @Override
  public Node<JsonNode> createSlice(
      @Nullable Integer start, @Nullable Integer stop, @Nullable Integer step) {
    return new SliceNode<>(runtime, start, stop, step) {
      @Override
      public JsonNode search(JsonNode input) {
        return runtime.typeOf(input) == JmesPathType.ARRAY
            ? super.search(input)
            : runtime.createNull();
      }
    };
  }

  @Override
  public Node<JsonNode> createCreateArray(List<? extends Expression<JsonNode>> entries) {
    return new CreateArrayNode<>(runtime, entries) {
      @Override
      public JsonNode search(JsonNode input) {
        return weighed(super.search(input));
      }
    };
  }

  @Override
  public Node<JsonNode> createCreateObject(List<CreateObjectNode.Entry<JsonNode>> entries) {
    return new CreateObjectNode<>(runtime, entries) {
      @Override
      public JsonNode search(JsonNode input) {
        return weighed(super.search(input));
      }
    };
  }

  @Override
  public Node<JsonNode> createJsonLiteral(String json) {
    return new JsonLiteralNode<JsonNode>(runtime, json) {
      @Override
      public JsonNode search(JsonNode input) {
        return weighed(super.search(input));
      }
    };
  }

  private static JsonNode weighed(JsonNode made) {
    Work.weigh(made);
    return made;
  }
}
