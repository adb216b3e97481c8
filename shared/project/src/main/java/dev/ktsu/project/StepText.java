package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An expression of a file, with its place.
 *
 * @param pointer to the text that it is in
 * @param offset of its first character in that text
 */
record StepText(SourceFile file, String pointer, Expression expression, int offset) {

  /** An expression that is the whole text, bare or in one {@code {{ }}}. */
  static StepText of(SourceFile file, String pointer, Expression expression) {
    Node node = file.nearest(pointer);
    int offset =
        node instanceof Node.Scalar scalar ? scalar.text().indexOf(expression.source()) : 0;
    return new StepText(file, pointer, expression, Math.max(0, offset));
  }

  /** The place of a character of the expression. */
  Mark mark(int position) {
    Node node = file.nearest(pointer);
    return node instanceof Node.Scalar scalar ? scalar.at(offset + position) : node.mark();
  }

  /**
   * Reports what is wrong with a path.
   *
   * @param position of the path in the expression
   */
  void report(Sight.Fault fault, int position) {
    file.report(fault.rule(), mark(position), fault.message(), fault.remedy());
  }

  /**
   * Everything that a step reads, but for the list that it goes over.
   *
   * @param pointer to the step
   */
  static List<StepText> of(Step step, SourceFile file, String pointer) {
    List<StepText> all = new ArrayList<>();
    step.condition().ifPresent(text -> all.add(of(file, pointer + "/condition", text)));
    switch (step) {
      case AgentStep agent -> {
        params(agent.params(), file, pointer, all);
        agent
            .serverParams()
            .forEach(
                (server, given) ->
                    given.forEach(
                        (name, text) ->
                            holes(text, file, serverParam(pointer, server, name), all)));
      }
      case WorkflowStep inner -> params(inner.params(), file, pointer, all);
      case TransformStep transform -> {
        for (int i = 0; i < transform.inputs().size(); i++) {
          String at = pointer + "/transform/inputs/" + i + "/from";
          all.add(of(file, at, transform.inputs().get(i)));
        }
      }
      case WebhookStep webhook -> {
        WebhookStep.Request request = webhook.request();
        holes(request.url(), file, pointer + "/webhook/url", all);
        request
            .headers()
            .forEach(
                (name, text) ->
                    holes(
                        text, file, pointer + "/webhook/headers/" + SourceFile.escaped(name), all));
        holes(request.body(), file, pointer + "/webhook/body", all);
      }
      case SleepStep pause -> {
        pause.lasting().ifPresent(text -> holes(text, file, sleep(file, pointer, "for"), all));
        pause.until().ifPresent(text -> holes(text, file, sleep(file, pointer, "until"), all));
      }
    }
    return all;
  }

  /** Where a parameter stands: {@code input} is the older word, and params come first. */
  static String param(SourceFile file, String step, String name) {
    String key = file.has(step + "/params", name) ? "/params/" : "/input/";
    return step + key + SourceFile.escaped(name);
  }

  /** Where a value for a parameter of an agent's server stands. */
  static String serverParam(String step, String server, String name) {
    return step + "/params/server/" + SourceFile.escaped(server) + "/" + SourceFile.escaped(name);
  }

  private static void params(
      Map<String, JsonTemplate> params, SourceFile file, String step, List<StepText> all) {
    params.forEach((name, value) -> holes(value, file, param(file, step, name), all));
  }

  private static String sleep(SourceFile file, String step, String key) {
    return file.has(step + "/sleep", key) ? step + "/sleep/" + key : step + "/sleep";
  }

  private static void holes(
      JsonTemplate value, SourceFile file, String pointer, List<StepText> all) {
    value.texts().forEach((at, text) -> holes(text, file, pointer + at, all));
  }

  private static void holes(Template text, SourceFile file, String pointer, List<StepText> all) {
    text.holes()
        .forEach(hole -> all.add(new StepText(file, pointer, hole.expression(), hole.position())));
  }
}
