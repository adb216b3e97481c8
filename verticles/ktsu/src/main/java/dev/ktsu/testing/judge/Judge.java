package dev.ktsu.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Truth;
import dev.ktsu.project.TestCase;
import dev.ktsu.project.TestExpectation;
import dev.ktsu.project.TestExpectation.Ending;
import dev.ktsu.project.TestExpectation.Value;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import dev.ktsu.testing.match.Difference;
import dev.ktsu.testing.play.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds one outcome against one test. */
public final class Judge {
  private final TestCase test;
  private final Outcome outcome;
  private final List<Flaw> flaws = new ArrayList<>();

  private Judge(TestCase test, Outcome outcome) {
    this.test = test;
    this.outcome = outcome;
  }

  /** Everything that is not as expected; nothing when the test has passed. */
  public static List<Flaw> judge(TestCase test, Outcome outcome) {
    return new Judge(test, outcome).judge();
  }

  private List<Flaw> judge() {
    TestExpectation expected = test.expected();
    String wanted = expected.run().status();
    if (outcome.isRefused() && !wanted.equals(Outcome.REFUSED)) {
      checkStatus("run", expected.run(), outcome.run());
      return List.copyOf(flaws);
    }
    outcome.complaints().forEach(sentence -> flaws.add(Flaw.of(sentence, test.at().line())));
    check("run", expected.run(), outcome.run(), outcome.result());
    expected.steps().forEach(this::checkStep);
    checkOrder(expected.order());
    expected
        .calls()
        .forEach(call -> new CallCheck(call, outcome.calls()).flaw().ifPresent(flaws::add));
    outcome.unused().forEach(sentence -> flaws.add(Flaw.of(sentence, test.at().line())));
    return List.copyOf(flaws);
  }

  private void checkStep(String path, Ending expected) {
    JsonNode step = outcome.steps().get(path);
    if (step == null) {
      flaws.add(
          new Flaw(
              "there is no step " + path,
              expected.at().line(),
              List.of("steps of the run: " + String.join(", ", outcome.steps().keySet()))));
    } else {
      check(path, expected, step, step.path("output"));
    }
  }

  private void check(String what, Ending expected, JsonNode record, JsonNode output) {
    checkStatus(what, expected, record);
    int line = expected.at().line();
    String error = record.path("error").asText("");
    String code = record.path("error_code").asText("");
    if (!error.contains(expected.error())) {
      flaws.add(
          new Flaw(
              what + " has another error",
              line,
              List.of("- " + expected.error(), "+ " + (error.isEmpty() ? "nothing" : error))));
    }
    if (!expected.errorCode().isEmpty() && !expected.errorCode().equals(code)) {
      flaws.add(
          new Flaw(
              what + " has another error_code",
              line,
              List.of("- " + expected.errorCode(), "+ " + (code.isEmpty() ? "nothing" : code))));
    }
    checkValue(what, expected.output(), output, line);
  }

  private void checkStatus(String what, Ending expected, JsonNode record) {
    String status = record.path("status").asText();
    String error = record.path("error").asText("");
    if (!expected.status().isEmpty() && !expected.status().equals(status)) {
      List<String> why = error.isEmpty() ? List.of() : ("because: " + error).lines().toList();
      String sentence = what + " is " + status + ", not " + expected.status();
      flaws.add(new Flaw(sentence, expected.at().line(), why));
    }
  }

  private void checkValue(String what, Value expected, JsonNode output, int line) {
    expected
        .exact()
        .map(exact -> Difference.between(exact, output))
        .filter(lines -> !lines.isEmpty())
        .ifPresent(lines -> flaws.add(new Flaw(what + " has another output", line, lines)));
    expected
        .includes()
        .map(part -> Difference.including(part, output))
        .filter(lines -> !lines.isEmpty())
        .ifPresent(
            lines -> flaws.add(new Flaw(what + " lacks something in its output", line, lines)));
    expected.where().forEach(where -> checkWhere(what, where, output, line));
    expected.schema().ifPresent(schema -> checkSchema(what, schema, output, line));
  }

  private void checkWhere(String what, Expression where, JsonNode output, int line) {
    String why;
    try {
      if (Truth.isTrue(where.evaluate(output))) {
        return;
      }
      why = "output: " + output;
    } catch (ExpressionException failed) {
      why = String.valueOf(failed.getMessage());
    }
    flaws.add(new Flaw(what + ": " + where.source() + " does not hold", line, List.of(why)));
  }

  private void checkSchema(String what, JsonNode schema, JsonNode output, int line) {
    List<String> violations =
        Schema.compile(schema).check(output).stream().map(Violation::toString).toList();
    if (!violations.isEmpty()) {
      flaws.add(new Flaw(what + " has an output against output_schema", line, violations));
    }
  }

  private void checkOrder(List<String> order) {
    for (int index = 1; index < order.size(); index++) {
      String first = order.get(index - 1);
      String then = order.get(index);
      Optional<Boolean> before = outcome.journal().isBefore(first, then);
      if (before.isEmpty()) {
        flaws.add(
            Flaw.of("order: " + first + " and " + then + " did not both run", test.at().line()));
      } else if (!before.get()) {
        flaws.add(
            Flaw.of(
                "order: " + first + " had not ended before " + then + " began", test.at().line()));
      }
    }
  }
}
