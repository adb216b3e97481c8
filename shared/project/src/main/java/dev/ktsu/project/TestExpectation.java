package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Expression;
import dev.ktsu.project.yaml.Mark;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What must come of a run.
 *
 * @param run how it ends
 * @param steps by path
 * @param order paths of steps, each of which ends before the next one begins
 * @param snapshot whether outputs are compared with those that were kept
 */
public record TestExpectation(
    Ending run,
    Map<String, Ending> steps,
    List<String> order,
    List<CallExpectation> calls,
    boolean snapshot) {
  public TestExpectation {
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    order = List.copyOf(order);
    calls = List.copyOf(calls);
  }

  /**
   * How a run or a step ends.
   *
   * @param at where that is said
   * @param status empty for any
   * @param error what the error must hold, empty for anything
   * @param errorCode empty for any
   */
  public record Ending(Mark at, String status, String error, String errorCode, Value output) {}

  /**
   * What is expected of an output.
   *
   * @param exact the whole of it
   * @param includes objects may have more fields
   * @param where conditions over it
   */
  public record Value(
      Optional<JsonNode> exact,
      Optional<JsonNode> includes,
      List<Expression> where,
      Optional<ObjectNode> schema) {
    public static final Value ANY =
        new Value(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public Value {
      where = List.copyOf(where);
    }
  }

  /** To whom a call goes. */
  public enum CallKind {
    TOOL("tool call"),
    WEBHOOK("webhook"),
    PROMPT("prompt");

    private final String word;

    CallKind(String word) {
      this.word = word;
    }

    /** For messages. */
    public String word() {
      return word;
    }
  }

  /**
   * Calls that must have been made.
   *
   * @param step path of a step, with or without the numbers of items; empty for any
   * @param facts values by name: {@code server}, {@code tool}, {@code url}, {@code method}
   * @param includes what arguments or body include, if anything
   * @param contains texts that a prompt holds
   * @param times how many calls are like this; empty for at least one
   */
  public record CallExpectation(
      Mark at,
      CallKind kind,
      String step,
      Map<String, String> facts,
      Optional<JsonNode> includes,
      List<String> contains,
      OptionalInt times) {
    public CallExpectation {
      facts = Map.copyOf(facts);
      contains = List.copyOf(contains);
    }
  }
}
