package dev.ktsu.shell;

import java.util.List;

/** Why a command failed, in words for the person who gave it. */
public final class CommandError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> details;

  /** One sentence with the remedy. */
  public CommandError(String message) {
    this(message, List.of());
  }

  /**
   * @param details one line each, such as the places of what is wrong
   */
  public CommandError(String message, List<String> details) {
    super(message, null, false, false);
    this.details = List.copyOf(details);
  }

  /** What is shown after {@code Error: }, details on lines of their own. */
  public String text() {
    StringBuilder text = new StringBuilder(getMessage());
    details.forEach(detail -> text.append("\n  - ").append(detail));
    return text.toString();
  }
}
