package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.yaml.Mark;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the world around a run answers. Answers of one key are given in their order, one a call; of
 * those that have a condition, the first that holds.
 *
 * @param model by the path of a step, with or without the numbers of items, or by agent
 * @param tools by server, then by tool
 * @param webhooks by the path of a step, with or without the numbers of items
 * @param approvals of the questions that match several, the first decides
 */
public record TestScript(
    Map<String, List<ModelAnswer>> model,
    Map<String, Map<String, List<ToolAnswer>>> tools,
    Map<String, List<WebhookAnswer>> webhooks,
    List<Verdict> approvals) {
  public TestScript {
    model = ordered(model);
    tools = ordered(tools);
    webhooks = ordered(webhooks);
    approvals = List.copyOf(approvals);
  }

  /**
   * An answer that calls get.
   *
   * @see TestScript
   */
  public sealed interface Answer {
    /** Where it stands in the file. */
    Mark at();

    /** Whether it answers every further call too. */
    boolean repeats();
  }

  /**
   * @param when what the prompt must hold, empty for any
   */
  public record ModelAnswer(Mark at, boolean repeats, String when, Said said, Usage usage)
      implements Answer {}

  /** What a model says. */
  public sealed interface Said {
    record Text(String text) implements Said {}

    record Calls(String text, List<Call> calls) implements Said {
      public Calls {
        calls = List.copyOf(calls);
      }
    }

    /**
     * The model does not answer.
     *
     * @param code of the gateway, such as {@code provider_error}
     */
    record Refusal(String code, String message) implements Said {}
  }

  /** A call of a tool that a model asks for. */
  public record Call(String tool, ObjectNode arguments) {}

  /** What an answer is said to have cost. */
  public record Usage(int tokensIn, int tokensOut, double costUsd) {}

  /**
   * @param when what the arguments must include, if anything
   * @param isError whether the tool says that it failed
   */
  public record ToolAnswer(
      Mark at, boolean repeats, Optional<JsonNode> when, JsonNode result, boolean isError)
      implements Answer {}

  /**
   * @param when what the body must include, if anything
   */
  public record WebhookAnswer(Mark at, boolean repeats, Optional<JsonNode> when, Replied replied)
      implements Answer {}

  /** What a receiver answers. */
  public sealed interface Replied {
    /**
     * @param body as it goes over the wire, empty for none
     */
    record With(int status, Map<String, String> headers, String body) implements Replied {
      public With {
        headers = ordered(headers);
      }
    }

    /** Nothing, and why. */
    record Nothing(String error) implements Replied {}
  }

  /**
   * How a person decides on tool calls, or on the budget.
   *
   * @param step path of a step, with or without the numbers of items; empty for any
   * @param tool empty for any
   */
  public record Verdict(Mark at, String step, String tool, Ruling ruling, String reason) {}

  /** What is decided. */
  public sealed interface Ruling {
    /** The call is made. */
    record Approved() implements Ruling {}

    /** The run may spend so much in all, above 0. */
    record Raised(Usd budget) implements Ruling {}

    /** The call is not made, or the budget stays as it is. */
    record Rejected() implements Ruling {}

    /** The call is not made either; the model reads this as the answer of the tool. */
    record Answered(JsonNode result) implements Ruling {}
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
