package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.state.State;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A step in the graph of a run, as data in the journal.
 *
 * @param path where it stands
 * @param kind how it is carried out
 * @param edges what it waits for
 * @param conditional a condition is evaluated when it is ready
 * @param tools an agent that was given tool servers: its work may have left traces elsewhere
 * @param runsOn labels that its executor must have, {@code name=value} each
 * @param forEach once for every element of a list; its parts are the items, of the same kind
 */
public record Node(
    StepPath path,
    StepKind kind,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Edge> edges,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean conditional,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean tools,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> runsOn,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean forEach) {
  private static final Set<State> SUCCESS = Set.of(State.SUCCESS);
  private static final Set<State> SUCCESS_OR_SKIPPED = Set.of(State.SUCCESS, State.SKIPPED);

  public Node {
    edges = edges == null ? List.of() : List.copyOf(edges);
    runsOn = runsOn == null ? List.of() : List.copyOf(runsOn);
  }

  /**
   * A node that runs when everything it waits for has succeeded. A skip of what it waits for skips
   * it too, unless it has a condition of its own to judge by.
   */
  public static Node after(
      StepPath path, StepKind kind, List<StepPath> upstream, boolean conditional, boolean tools) {
    Set<State> satisfiedBy = conditional ? SUCCESS_OR_SKIPPED : SUCCESS;
    List<Edge> edges = upstream.stream().map(from -> new Edge(from, satisfiedBy)).toList();
    return new Node(path, kind, edges, conditional, tools, List.of(), false);
  }

  /** The same for executors with these labels. */
  public Node on(List<String> labels) {
    return new Node(path, kind, edges, conditional, tools, labels, forEach);
  }

  /** The same, once for every element of a list. */
  public Node forEachItem() {
    return new Node(path, kind, edges, conditional, tools, runsOn, true);
  }

  /** One item of this node: it waits for nothing. */
  Node item(int index, boolean conditional) {
    return new Node(path.item(index), kind, List.of(), conditional, tools, runsOn, false);
  }

  /** Whether its work is that of its parts. */
  public boolean hasParts() {
    return forEach || kind == StepKind.WORKFLOW;
  }

  /** Whether something outside does the work, which may fail once and succeed later. */
  boolean isCarriedOutside() {
    return !forEach && (kind == StepKind.AGENT || kind == StepKind.WEBHOOK);
  }

  /** Whether a decision looks into its inputs. */
  boolean isDecided() {
    return hasParts() || kind == StepKind.TRANSFORM || kind == StepKind.SLEEP;
  }

  /**
   * Waits for {@code from} to end, and is content with the states in {@code satisfiedBy}. In the
   * journal {@code greet} where only success will do, else {@code greet:success,skipped}.
   */
  public record Edge(StepPath from, Set<State> satisfiedBy) {
    public Edge {
      satisfiedBy = Set.copyOf(satisfiedBy);
    }

    boolean accepts(State state) {
      return satisfiedBy.contains(state);
    }

    @JsonCreator
    static Edge parse(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return new Edge(new StepPath(text), SUCCESS);
      }
      Set<State> states =
          Arrays.stream(text.substring(colon + 1).split(","))
              .map(State::of)
              .collect(Collectors.toSet());
      return new Edge(new StepPath(text.substring(0, colon)), states);
    }

    @JsonValue
    String text() {
      if (satisfiedBy.equals(SUCCESS)) {
        return from.text();
      }
      return satisfiedBy.stream()
          .sorted()
          .map(State::inner)
          .collect(Collectors.joining(",", from.text() + ":", ""));
    }
  }
}
