package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Kept;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.project.WorkflowOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What workflows yield, once their steps have ended. */
final class Yields {
  private Yields() {}

  /**
   * As {@code output} of the workflow says; else the output of the step that completed last, {@code
   * {}} where none did.
   *
   * @param steps of its pipeline
   */
  static Raw workflow(WorkflowOutput said, List<Step> steps, StepScope scope, Outputs outputs) {
    if (said.from().isPresent()) {
      return new Raw.Output(outputs.output(scope.path(said.from().get())), null);
    }
    if (!said.map().isEmpty()) {
      return mapped(said, scope, outputs);
    }
    JsonNode last =
        steps.stream()
            .filter(step -> step.state() == State.SUCCESS)
            .max(Comparator.comparingLong(Step::payload))
            .map(step -> outputs.output(step.path()))
            .orElseGet(Json::object);
    return new Raw.Output(last, null);
  }

  private static Raw mapped(WorkflowOutput said, StepScope scope, Outputs outputs) {
    List<Reference> references = new ArrayList<>();
    said.map().values().forEach(value -> references.addAll(value.references()));
    ObjectNode tree = scope.of(references, outputs);
    ObjectNode output = Json.object();
    for (var entry : said.map().entrySet()) {
      try {
        JsonNode value = Kept.value(entry.getValue().evaluate(tree));
        if (!value.isNull()) {
          output.set(entry.getKey(), value);
        }
      } catch (ExpressionException wrong) {
        String error = "output.map \"" + entry.getKey() + "\": " + wrong.getMessage();
        return new Raw.Failure(Code.EXPRESSION_FAILED, error, null, null);
      }
    }
    return new Raw.Output(output, null);
  }
}
