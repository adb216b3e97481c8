package dev.ktsu.contracts.problems;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, with its place: a JSON pointer into a body, or {@code file:line:column}
 * of a project file (lines and columns count from 1; 0 = the whole file).
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(
    String message,
    @Nullable String pointer,
    @Nullable String file,
    @Nullable Integer line,
    @Nullable Integer column) {

  public static Place at(String pointer, String message) {
    return new Place(message, pointer, null, null, null);
  }

  public static Place in(String file, int line, int column, String message) {
    return new Place(message, null, file, line, column);
  }

  @Override
  public String toString() {
    if (file == null) {
      return pointer == null || pointer.isEmpty() ? message : pointer + ": " + message;
    }
    return (line == null || line == 0 ? file : file + ":" + line + ":" + column) + ": " + message;
  }
}
