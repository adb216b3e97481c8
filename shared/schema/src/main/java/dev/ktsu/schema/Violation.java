package dev.ktsu.schema;

import java.util.Objects;

/**
 * One way in which a value breaks its schema.
 *
 * @param pointer JSON pointer to the value at fault; empty = the whole value
 * @param keyword the schema's keyword that it breaks, such as {@code required} or {@code type}
 * @param message what is wrong, without the place
 */
public record Violation(String pointer, String keyword, String message) {
  public Violation {
    Objects.requireNonNull(pointer);
    Objects.requireNonNull(keyword);
    Objects.requireNonNull(message);
  }

  @Override
  public String toString() {
    return pointer.isEmpty() ? message : pointer + ": " + message;
  }
}
