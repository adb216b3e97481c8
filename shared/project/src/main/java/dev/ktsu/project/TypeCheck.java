package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Form;
import dev.ktsu.project.shape.Conditions;
import dev.ktsu.project.shape.Conditions.Verdict;
import dev.ktsu.project.shape.Shape;
import dev.ktsu.project.shape.Type;
import dev.ktsu.schema.Schema;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows values through a workflow by the schemas that they have to satisfy: what a text reads
 * must be able to be there, what a parameter gets must be able to fit, a list must be able to be
 * one, and a condition to hold. Only what is certain before any run is reported.
 */
final class TypeCheck {
  private final Closure closure;

  /** One agent may be used by thousands of steps. */
  private final Map<ObjectNode, Schema> schemas = new IdentityHashMap<>();

  TypeCheck(Closure closure) {
    this.closure = closure;
  }

  void check(Workflow root) {
    workflow("", root);
  }

  /**
   * @return what is known of its output
   */
  private Shape workflow(String place, Workflow workflow) {
    SourceFile file = closure.sources().get(place);
    if (file == null) {
      return Shape.ANY;
    }
    StepPlaces places = StepPlaces.of(file);
    Sight sight = Sight.of(workflow);
    Endings endings = new Endings(file, !place.isEmpty());
    for (Step step : PipelineOrder.of(workflow.pipeline())) {
      String pointer = places.of(step.id());
      Sight own = list(step, file, pointer, sight);
      StepText.of(step, file, pointer).forEach(text -> reads(text, own));
      endings.add(step, pointer, condition(step, file, pointer, own));
      String inner = place.isEmpty() ? step.id() : place + "/" + step.id();
      Shape output = output(step, inner, new Spot(file, pointer, own));
      sight.steps().put(step.id(), OutputShapes.read(step, output));
    }
    workflow
        .output()
        .map()
        .forEach(
            (name, text) ->
                reads(StepText.of(file, "/output/map/" + SourceFile.escaped(name), text), sight));
    return OutputShapes.of(workflow, sight);
  }

  /** What the texts of a step can read, with the items of its list. */
  private static Sight list(Step step, SourceFile file, String pointer, Sight sight) {
    if (step.forEach().isEmpty()) {
      return sight;
    }
    ForEach list = step.forEach().get();
    String at = pointer + "/for_each";
    StepText text =
        StepText.of(file, at + (file.has(at, "from") ? "/from" : "/items"), list.from());
    reads(text, sight);
    Shape shape = sight.shape(list.from().form());
    if (list.from() != Texts.NULL && !shape.types().contains(Type.ARRAY)) {
      file.report(
          Rule.NOT_A_LIST,
          text.mark(0),
          "for_each goes over a list, and this is " + Type.words(shape.types()),
          "");
    }
    return sight.over(list.name(), OutputShapes.element(shape));
  }

  private static void reads(StepText text, Sight sight) {
    text.expression()
        .form()
        .paths()
        .forEach(
            path ->
                sight.see(path).fault().ifPresent(fault -> text.report(fault, path.position())));
  }

  private static Verdict condition(Step step, SourceFile file, String pointer, Sight sight) {
    if (step.condition().isEmpty() || step.condition().get() == Texts.NULL) {
      return Verdict.OPEN;
    }
    Form condition = step.condition().get().form();
    Verdict verdict = new Conditions(path -> sight.see(path).shape()).judge(condition);
    if (verdict == Verdict.NEVER) {
      file.report(
          Rule.CONDITION_NEVER_HOLDS,
          StepText.of(file, pointer + "/condition", step.condition().get()).mark(0),
          step.forEach().isPresent()
              ? "this condition never holds: nothing of \"" + step.id() + "\" is carried out"
              : "this condition never holds: \"" + step.id() + "\" is always skipped",
          remedy(condition, sight));
    }
    return verdict;
  }

  /** Of a comparison with a value that is not among those that there can be, the nearest one. */
  private static String remedy(Form condition, Sight sight) {
    if (condition
        instanceof Form.Comparison(Form.Path path, String sign, Form.Literal(var value))) {
      Optional<List<JsonNode>> values = sight.see(path).shape().values();
      if (values.isPresent() && value.isTextual()) {
        return Nearest.remedy(
            value.textValue(), values.get().stream().map(JsonNode::asText).toList());
      }
    }
    return "Correct it, or remove the step.";
  }

  /** A step in its file. */
  private record Spot(SourceFile file, String pointer, Sight sight) {}

  private Shape output(Step step, String place, Spot at) {
    ParamTypes params = new ParamTypes(at.file(), at.pointer(), at.sight(), schemas);
    return switch (step) {
      case AgentStep agentStep -> {
        Agent agent = closure.agents().get(place);
        if (agent == null) {
          yield Shape.ANY;
        }
        params.check(agentStep.params(), agent.paramsSchema(), true);
        yield OutputShapes.of(agent);
      }
      case WorkflowStep inner -> {
        Workflow workflow = closure.workflows().get(place);
        if (workflow == null) {
          yield Shape.ANY;
        }
        params.check(inner.params(), workflow.paramsSchema(), false);
        yield workflow(place, workflow);
      }
      case TransformStep transform ->
          new TransformShapes(at.file(), at.pointer(), at.sight()).output(transform);
      case WebhookStep webhook -> OutputShapes.of(webhook);
      case SleepStep pause -> OutputShapes.sleep();
    };
  }
}
