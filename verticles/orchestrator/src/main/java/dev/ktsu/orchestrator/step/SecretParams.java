package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Workflow;
import dev.ktsu.schema.Schema;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The parameters that a workflow declares with {@code secret: true}.
 *
 * @param names in the order of the file
 */
public record SecretParams(Set<String> names) {
  static SecretParams of(Optional<ObjectNode> schema) {
    Set<String> names = new LinkedHashSet<>();
    schema.stream()
        .flatMap(node -> node.path("properties").propertyStream())
        .filter(property -> property.getValue().path("secret").asBoolean())
        .forEach(property -> names.add(property.getKey()));
    return new SecretParams(names);
  }

  /** What the other parameters must satisfy, where these are not at hand. */
  public ObjectNode open(ObjectNode schema) {
    return names.isEmpty() ? schema : only(schema, name -> !names.contains(name));
  }

  /** What these must satisfy by themselves. */
  public Schema schema(Workflow workflow) {
    return Schema.compile(workflow.paramsSchema().map(this::secret).orElseGet(Json::object));
  }

  private ObjectNode secret(ObjectNode schema) {
    ObjectNode alone = Json.object().put("type", "object");
    alone.set("properties", schema.path("properties").deepCopy());
    alone.set("required", schema.path("required").deepCopy());
    return only(alone, names::contains);
  }

  private static ObjectNode only(ObjectNode schema, Predicate<String> wanted) {
    ObjectNode some = schema.deepCopy();
    if (some.get("properties") instanceof ObjectNode properties) {
      properties.retain(properties.propertyStream().map(Map.Entry::getKey).filter(wanted).toList());
    }
    ArrayNode required = Json.array();
    for (JsonNode name : schema.path("required")) {
      if (wanted.test(name.asText())) {
        required.add(name);
      }
    }
    some.set("required", required);
    return some;
  }
}
