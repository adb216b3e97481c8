package dev.ktsu.orchestrator.value;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Members;
import dev.ktsu.contracts.json.Members.Text;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which value of a run is meant. Its text is one segment of a path. */
public sealed interface ValueRef {
  /**
   * A value that stands in the payload of an event, and never changes.
   *
   * @param seq of the event
   * @param name of the value, one of {@link #NAMES}
   * @param call whose {@code arguments} are meant, from 1; 0 for any other name
   */
  record Kept(long seq, String name, int call) implements ValueRef {
    /** What answers show of payloads. */
    static final List<String> NAMES =
        List.of(
            "params",
            "output",
            "flags",
            "rationale",
            "confidence",
            "skip_reason",
            "raw_output",
            "violations",
            "result");

    public Kept(long seq, String name) {
      this(seq, name, 0);
    }

    /** The arguments of a tool call about which the event asks. */
    public static Kept arguments(long seq, int call) {
      return new Kept(seq, ARGUMENTS, call);
    }

    /** The value in the payload of its event; empty when there is none. */
    Optional<Text> in(Members payload) {
      return call == 0
          ? payload.get(name)
          : payload
              .get("calls")
              .map(calls -> calls.tree().path(call - 1).path(name))
              .filter(arguments -> !arguments.isMissingNode())
              .map(Text::of);
    }

    @Override
    public String toString() {
      return seq + "." + name + (call > 0 ? "." + call : "");
    }
  }

  /** What a step was given. It is kept nowhere, but worked out for whoever asks. */
  record Input(StepPath step) implements ValueRef {
    private static final String PREFIX = "input.";

    @Override
    public String toString() {
      return PREFIX + step;
    }
  }

  String ARGUMENTS = "arguments";

  Pattern KEPT =
      Pattern.compile(
          "([1-9]\\d{0,17})\\.(?:(%s)|%s\\.([1-9]\\d{0,8}))"
              .formatted(String.join("|", Kept.NAMES), ARGUMENTS));

  /**
   * Reads what {@code toString} has written.
   *
   * @throws InvalidInput {@code value_not_found}
   */
  static ValueRef parse(String text) {
    Matcher kept = KEPT.matcher(text);
    if (kept.matches()) {
      long seq = Long.parseLong(kept.group(1));
      return kept.group(2) == null
          ? Kept.arguments(seq, Integer.parseInt(kept.group(3)))
          : new Kept(seq, kept.group(2));
    }
    String path = text.startsWith(Input.PREFIX) ? text.substring(Input.PREFIX.length()) : "";
    if (!StepPath.isPath(path)) {
      throw notFound(text);
    }
    return new Input(new StepPath(path));
  }

  /** The run has no such value. */
  static InvalidInput notFound(String text) {
    return new InvalidInput(
        Code.VALUE_NOT_FOUND,
        404,
        "value not found",
        "The run has no value \"" + text + "\".",
        "Take the address from $value of the record.");
  }
}
