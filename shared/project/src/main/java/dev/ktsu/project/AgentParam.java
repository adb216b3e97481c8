package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A parameter that an agent declares in its {@code params.schema}.
 *
 * @param required whether a value must come from the step or the default
 * @param secret whether its value is kept out of prompts, records and logs
 */
public record AgentParam(
    String name, boolean required, boolean secret, Optional<JsonNode> defaultValue) {

  /** Whether nothing gives it a value that it must have. */
  boolean isMissingFrom(Map<String, ?> given) {
    return required && defaultValue.isEmpty() && !given.containsKey(name);
  }

  static List<AgentParam> of(Optional<ObjectNode> schema) {
    Set<String> required = new HashSet<>();
    schema.ifPresent(node -> node.path("required").forEach(name -> required.add(name.asText())));
    return schema.stream()
        .flatMap(node -> node.path("properties").propertyStream())
        .map(
            property ->
                new AgentParam(
                    property.getKey(),
                    required.contains(property.getKey()),
                    property.getValue().path("secret").asBoolean(),
                    Optional.ofNullable(property.getValue().get("default"))))
        .toList();
  }
}
