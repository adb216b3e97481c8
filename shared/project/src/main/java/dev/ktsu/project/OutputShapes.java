package dev.ktsu.project;

import dev.ktsu.project.shape.Member;
import dev.ktsu.project.shape.Shape;
import dev.ktsu.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of the outputs of steps before they are there. */
final class OutputShapes {
  /** Fields of what is read instead of the output of a step that gave none. */
  private static final Set<String> WITHOUT_OUTPUT =
      Set.of("skipped", "reason", "suppressed", "failed", "error", "error_code");

  /** The same for the items of a list. */
  private static final Set<String> ITEM_WITHOUT_OUTPUT =
      Set.of("skipped", "reason", "suppressed", "ktsu_error", "item_index");

  private OutputShapes() {}

  /** Of an agent: what its schema says, without what the engine takes out. */
  static Shape of(Agent agent) {
    return Shape.of(Schema.ignoringReserved(agent.outputSchema()));
  }

  static Shape of(WebhookStep webhook) {
    Map<String, Shape> fields = new HashMap<>();
    fields.put("sent", Shape.typed("boolean"));
    fields.put("status_code", Shape.typed("integer"));
    if (webhook.capture().isPresent()) {
      fields.put("response", Shape.ANY);
      fields.put("response_headers", Shape.typed("object"));
    }
    return Shape.object(fields);
  }

  static Shape sleep() {
    return Shape.object(Map.of("slept_until", Shape.typed("string")));
  }

  /** Of a workflow as a whole. */
  static Shape of(Workflow workflow, Sight sight) {
    WorkflowOutput said = workflow.output();
    Shape shape = Shape.ANY;
    if (said.from().isPresent()) {
      shape = sight.steps().getOrDefault(said.from().get(), Shape.ANY);
    } else if (!said.map().isEmpty()) {
      Map<String, Shape> fields = new HashMap<>();
      said.map().forEach((name, text) -> fields.put(name, sight.shape(text.form())));
      shape = Shape.object(fields);
    }
    return said.schema().map(Shape::of).map(shape::and).orElse(shape);
  }

  /**
   * Of a step, as others read it.
   *
   * @param own of what it carries out once
   */
  static Shape read(Step step, Shape own) {
    Optional<Shape> schema =
        step.outputSchema().map(said -> Shape.of(Schema.ignoringReserved(said)));
    Shape output = step.forEach().map(list -> consolidated(list.consolidation(), own)).orElse(own);
    return schema.map(output::and).orElse(output).orElse(WITHOUT_OUTPUT);
  }

  private static Shape consolidated(Consolidation way, Shape item) {
    return switch (way) {
      case ARRAY -> Shape.object(Map.of("results", Shape.list(item.orElse(ITEM_WITHOUT_OUTPUT))));
      case MERGE -> item.merged();
      case FIRST -> item;
    };
  }

  /** Of an element of what a list goes over. */
  static Shape element(Shape list) {
    return list.isList() && list.element() instanceof Member.Known(Shape each) ? each : Shape.ANY;
  }
}
