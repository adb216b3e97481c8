package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.shape.Member;
import dev.ktsu.project.shape.Shape;
import dev.ktsu.project.shape.Type;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what a step gives its agent or sub-workflow fits the parameters that are declared there.
 * What is written out is checked in full, what is read as far as its shape is certain.
 */
final class ParamTypes {
  private final SourceFile file;
  private final String step;
  private final Sight sight;
  private final Map<ObjectNode, Schema> schemas;

  /**
   * @param step pointer to the step
   * @param schemas those that were compiled before, by the whole that they are taken from
   */
  ParamTypes(SourceFile file, String step, Sight sight, Map<ObjectNode, Schema> schemas) {
    this.file = file;
    this.step = step;
    this.sight = sight;
    this.schemas = schemas;
  }

  /**
   * @param isPrinted whether a parameter that is declared as a text takes any value, because it is
   *     printed into a prompt
   */
  void check(Map<String, JsonTemplate> params, Optional<ObjectNode> schema, boolean isPrinted) {
    if (schema.isEmpty()) {
      return;
    }
    Shape declared = Shape.of(schema.get());
    ObjectNode literals = JsonNodeFactory.instance.objectNode();
    params.forEach(
        (name, value) -> {
          if (!(declared.field(name) instanceof Member.Known(Shape wanted))
              || (isPrinted && isAnyText(wanted) && !isText(value))) {
            return;
          }
          if (value.references().isEmpty()) {
            literal(name, value, literals);
          } else if (!isSecret(schema.get(), name)) {
            given(name, shape(value, name), wanted);
          }
        });
    literals(literals, schema.get());
  }

  /** A secret that is written out has been told already. */
  private static boolean isSecret(ObjectNode schema, String name) {
    return schema.path("properties").path(name).path("secret").asBoolean();
  }

  private static boolean isAnyText(Shape wanted) {
    return wanted.types().contains(Type.STRING) && wanted.values().isEmpty();
  }

  private static boolean isText(JsonTemplate value) {
    return value.text().filter(text -> text.isLiteral() || !text.isWhole()).isPresent();
  }

  private static void literal(String name, JsonTemplate value, ObjectNode literals) {
    JsonNode rendered = value.render(JsonNodeFactory.instance.objectNode());
    if (!rendered.isNull()) {
      literals.set(name, rendered);
    }
  }

  private void literals(ObjectNode literals, ObjectNode schema) {
    if (literals.isEmpty()) {
      return;
    }
    Schema each = schemas.computeIfAbsent(schema, ParamTypes::eachAlone);
    for (Violation violation : each.check(literals)) {
      JsonPointer inside = JsonPointer.compile(violation.pointer());
      // A check that was given up speaks of no parameter.
      if (inside.matches() || isSecret(schema, inside.getMatchingProperty())) {
        continue;
      }
      String at = StepText.param(file, step, inside.getMatchingProperty()) + inside.tail();
      file.report(
          Rule.PARAM_MISMATCH,
          at,
          "the parameter \"" + inside.getMatchingProperty() + "\": " + violation.message(),
          "");
    }
  }

  /** Without what is said of several parameters together: not all of their values are at hand. */
  private static Schema eachAlone(ObjectNode schema) {
    return Schema.compile(
        schema.deepCopy().retain("properties", "$defs", "definitions", "$schema", "$id"));
  }

  private void given(String name, Shape given, Shape wanted) {
    if (!given.meets(wanted)) {
      Set<Type> types = given.types();
      types.remove(Type.NULL);
      boolean isOfType = wanted.types().stream().anyMatch(types::contains);
      file.report(
          Rule.PARAM_MISMATCH,
          StepText.param(file, step, name),
          isOfType
              ? "the parameter \"" + name + "\" takes none of the values that are read here"
              : "the parameter \"%s\" takes %s, not %s"
                  .formatted(name, Type.words(wanted.types()), Type.words(types)),
          "");
    }
  }

  private Shape shape(JsonTemplate value, String name) {
    Optional<Template> text = value.text();
    if (text.isEmpty()) {
      Node node = file.nearest(StepText.param(file, step, name));
      return Shape.typed(node instanceof Node.Sequence ? "array" : "object");
    }
    return text.get().isWhole()
        ? sight.shape(text.get().holes().getFirst().expression().form())
        : Shape.typed("string");
  }
}
