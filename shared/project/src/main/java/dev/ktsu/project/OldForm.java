package dev.ktsu.project;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A literal in a form that older releases took for a reference.
 *
 * @param rewritten the text that means the same today
 */
public record OldForm(Kind kind, String text, String rewritten) {
  private static final Pattern REMOVED = Pattern.compile("(env|param):([A-Za-z_][A-Za-z0-9_-]*)");
  private static final Pattern BACKTICKS = Pattern.compile("`(.*)`", Pattern.DOTALL);
  private static final Pattern ROOTED =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_-]*)[.][A-Za-z_\"].*", Pattern.DOTALL);
  private static final Set<String> ROOTS = Set.of("params", "env", "step");

  /** How it was written. */
  public enum Kind {
    /** {@code env:X} or {@code param:X}. */
    PREFIX,
    BACKTICKS,
    /** A path without {@code {{ }}}. */
    BARE_PATH
  }

  /**
   * The old form that a text without {@code {{ }}} has.
   *
   * @param steps by whose ids a path may begin
   */
  public static Optional<OldForm> of(String literal, Set<String> steps) {
    String text = literal.strip();
    Matcher removed = REMOVED.matcher(text);
    Matcher backticks = BACKTICKS.matcher(text);
    if (removed.matches()) {
      String namespace = removed.group(1).equals("env") ? "env" : "params";
      return Optional.of(form(Kind.PREFIX, text, namespace + "." + removed.group(2)));
    } else if (backticks.matches()) {
      return Optional.of(backticks(text, backticks.group(1)));
    }
    Matcher rooted = ROOTED.matcher(text);
    if (!rooted.matches() || !compiles(text)) {
      return Optional.empty();
    }
    boolean isPath = ROOTS.contains(rooted.group(1));
    return isPath || steps.contains(rooted.group(1))
        ? Optional.of(form(Kind.BARE_PATH, text, isPath ? text : "step." + text))
        : Optional.empty();
  }

  private static OldForm form(Kind kind, String text, String expression) {
    return new OldForm(kind, text, "{{ " + expression + " }}");
  }

  /** Between backticks stands JSON, or a text as it is. */
  private static OldForm backticks(String text, String inner) {
    try {
      var json = Json.parse(inner);
      return json.isTextual()
          ? new OldForm(Kind.BACKTICKS, text, json.textValue())
          : form(Kind.BACKTICKS, text, text);
    } catch (InvalidInput plain) {
      return new OldForm(Kind.BACKTICKS, text, inner);
    }
  }

  private static boolean compiles(String text) {
    try {
      Expression.compile(text);
      return true;
    } catch (ExpressionException fault) {
      return false;
    }
  }
}
