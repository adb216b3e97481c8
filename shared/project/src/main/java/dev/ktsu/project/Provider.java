package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source of models.
 *
 * @param config as written, with {@code {{ env.X }}} in its texts; not to be changed
 */
public record Provider(String name, ProviderType type, ObjectNode config) {
  /** Nothing else is replaced: a configuration may hold other text in braces. */
  private static final Pattern ENV =
      Pattern.compile("\\{\\{\\s*env\\.([A-Za-z_][A-Za-z0-9_]*)\\s*}}");

  /**
   * The configuration with the variables put in.
   *
   * @param env value of a variable by its name; asked for declared ones alone
   */
  public ObjectNode resolved(UnaryOperator<String> env) {
    return (ObjectNode) resolved(config, env);
  }

  /** Names of the variables that a configuration reads. */
  static Set<String> variables(JsonNode config) {
    Set<String> names = new LinkedHashSet<>();
    resolved(
        config,
        name -> {
          names.add(name);
          return "";
        });
    return names;
  }

  private static JsonNode resolved(JsonNode value, UnaryOperator<String> env) {
    return switch (value.getNodeType()) {
      case STRING -> TextNode.valueOf(resolved(value.textValue(), env));
      case OBJECT -> {
        ObjectNode object = ((ObjectNode) value).objectNode();
        value.properties().forEach(f -> object.set(f.getKey(), resolved(f.getValue(), env)));
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = ((ArrayNode) value).arrayNode(value.size());
        value.forEach(item -> array.add(resolved(item, env)));
        yield array;
      }
      default -> value;
    };
  }

  private static String resolved(String text, UnaryOperator<String> env) {
    return ENV.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(env.apply(match.group(1))));
  }
}
