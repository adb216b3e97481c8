package dev.ktsu.contracts.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a step stands in its run: {@code greet}, an item of a fan-out {@code review[17]}, a step of
 * a sub-workflow {@code review[17]/summarise}. It is the {@code step_id} on the wire,
 * percent-encoded in URLs.
 */
public record StepPath(String text) implements Comparable<StepPath> {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,127}");
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9_][A-Za-z0-9_-]*(\\[\\d+])?(/[A-Za-z0-9_][A-Za-z0-9_-]*(\\[\\d+])?)*");
  private static final Pattern ITEM = Pattern.compile("\\[\\d+]");
  private static final int CHARS_MAX = 1024;

  /** Reads the wire form; refuses what {@link #isPath} refuses. */
  @JsonCreator
  public StepPath {
    if (!isPath(text)) {
      throw new IllegalArgumentException("not a step path: " + text);
    }
  }

  /**
   * Whether the text can name a step of a pipeline file: letters, digits, {@code _} and {@code -}.
   */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether the text has the form of a path: ids and item numbers, at most 1,024 characters. */
  public static boolean isPath(String text) {
    return text.length() <= CHARS_MAX && FORM.matcher(text).matches();
  }

  /** Item {@code index} (from 0) of a fan-out step. */
  public StepPath item(int index) {
    return new StepPath(text + "[" + Objects.checkIndex(index, Integer.MAX_VALUE) + "]");
  }

  /** A step of the sub-workflow that this step runs. */
  public StepPath child(String id) {
    return new StepPath(text + "/" + id);
  }

  /** The step of this id in the same pipeline: {@code a[1]/c} beside {@code a[1]/b[2]}. */
  public StepPath sibling(String id) {
    return new StepPath(text.substring(0, text.lastIndexOf('/') + 1) + id);
  }

  /**
   * The step that this one is a part of: {@code a} of {@code a[1]}, {@code a[1]} of {@code a[1]/b}.
   */
  public Optional<StepPath> parent() {
    int end = isItem() ? text.lastIndexOf('[') : text.lastIndexOf('/');
    return end < 0 ? Optional.empty() : Optional.of(new StepPath(text.substring(0, end)));
  }

  /** The sub-workflow step whose pipeline it stands in; empty in the pipeline of the run itself. */
  public Optional<StepPath> workflow() {
    int end = text.lastIndexOf('/');
    return end < 0 ? Optional.empty() : Optional.of(new StepPath(text.substring(0, end)));
  }

  /** Whether it is a part of {@code whole}, at any depth. */
  public boolean isIn(StepPath whole) {
    int end = whole.text.length();
    return text.length() > end
        && text.startsWith(whole.text)
        && (text.charAt(end) == '[' || text.charAt(end) == '/');
  }

  /** Whether it is one item of a fan-out. */
  public boolean isItem() {
    return text.endsWith("]");
  }

  /** The number of an item, from 0. */
  public int item() {
    return Integer.parseInt(text.substring(text.lastIndexOf('[') + 1, text.length() - 1));
  }

  /** Where its definition stands, the same for all items: {@code a/b} of {@code a[1]/b[2]}. */
  public String place() {
    return text.indexOf('[') < 0 ? text : ITEM.matcher(text).replaceAll("");
  }

  /**
   * The last id of the path, without an item number: {@code summarise} of {@code a[1]/summarise}.
   */
  public String id() {
    String last = text.substring(text.lastIndexOf('/') + 1);
    int bracket = last.indexOf('[');
    return bracket < 0 ? last : last.substring(0, bracket);
  }

  @Override
  public int compareTo(StepPath other) {
    return text.compareTo(other.text);
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }
}
