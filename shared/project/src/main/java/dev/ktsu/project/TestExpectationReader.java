package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.project.TestExpectation.CallExpectation;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.project.TestExpectation.Ending;
import dev.ktsu.project.TestExpectation.Value;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a test that say what must come of its run. */
final class TestExpectationReader {
  private static final Map<String, String> RUN =
      words("complete", "failed", "cancelled", "refused");
  private static final Map<String, String> STEP =
      words("complete", "failed", "cancelled", "skipped", "pending");

  private final SourceFile file;
  private final Fields test;

  TestExpectationReader(SourceFile file, Fields test) {
    this.file = file;
    this.test = test;
  }

  TestExpectation expectation() {
    Fields expect = test.mappingOrEmpty("expect");
    return new TestExpectation(
        ending(expect, expect.choice("status", RUN)),
        steps(expect),
        List.copyOf(expect.texts("order").keySet()),
        calls(expect),
        expect.flag("snapshot"));
  }

  private Map<String, Ending> steps(Fields expect) {
    Map<String, Ending> steps = new LinkedHashMap<>();
    expect
        .mapping("steps")
        .ifPresent(
            given -> given.entries().keySet().forEach(path -> steps.put(path, step(given, path))));
    return steps;
  }

  /** A status alone, or a mapping. */
  private Ending step(Fields steps, String path) {
    if (steps.node(path).orElse(null) instanceof Node.Scalar) {
      return new Ending(steps.mark(path), steps.choice(path, STEP, ""), "", "", Value.ANY);
    }
    Optional<Fields> given = steps.mapping(path);
    if (given.isEmpty()) {
      return new Ending(steps.mark(path), "", "", "", Value.ANY);
    }
    return ending(given.get(), given.get().choice("status", STEP, ""));
  }

  private Ending ending(Fields given, String status) {
    return new Ending(
        given.mark(), status, given.text("error"), given.text("error_code"), value(given));
  }

  private Value value(Fields given) {
    List<Expression> where = new ArrayList<>();
    given.oneOrMore("output_where").forEach((text, at) -> compiled(text, at).ifPresent(where::add));
    return new Value(
        given.node("output").map(Node::json),
        given.node("output_includes").map(Node::json),
        where,
        given.schema("output_schema"));
  }

  private Optional<Expression> compiled(String text, Mark at) {
    try {
      return Optional.of(Expression.compile(text));
    } catch (ExpressionException wrong) {
      file.report(Rule.BAD_EXPRESSION, at, String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private static List<CallExpectation> calls(Fields expect) {
    List<CallExpectation> calls = new ArrayList<>();
    expect
        .mapping("calls")
        .ifPresent(
            given -> {
              given.mappings("tools").forEach(each -> calls.add(toolCall(each)));
              given.mappings("webhooks").forEach(each -> calls.add(webhook(each)));
              given.mappings("prompts").forEach(each -> calls.add(prompt(each)));
            });
    return calls;
  }

  private static CallExpectation toolCall(Fields given) {
    return call(given, CallKind.TOOL, List.of("server", "tool"), "arguments");
  }

  private static CallExpectation webhook(Fields given) {
    return call(given, CallKind.WEBHOOK, List.of("url", "method"), "body");
  }

  private static CallExpectation prompt(Fields given) {
    return call(given, CallKind.PROMPT, List.of(), "");
  }

  private static CallExpectation call(
      Fields given, CallKind kind, List<String> factKeys, String bodyKey) {
    Map<String, String> facts = new HashMap<>();
    factKeys.forEach(key -> given.given(key).ifPresent(value -> facts.put(key, value)));
    boolean isPrompt = kind == CallKind.PROMPT;
    List<String> contains =
        isPrompt ? List.copyOf(given.oneOrMore("contains").keySet()) : List.of();
    Optional<Node> includes = isPrompt ? Optional.empty() : given.node(bodyKey);
    OptionalInt times = given.integer("times");
    return new CallExpectation(
        given.mark(), kind, given.text("step"), facts, includes.map(Node::json), contains, times);
  }

  private static Map<String, String> words(String... words) {
    return Stream.of(words).collect(Collectors.toMap(Function.identity(), Function.identity()));
  }
}
