package dev.ktsu.expressions;

/**
 * An expression or template that cannot be read, or a function that met a value of a wrong type.
 */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int position;

  ExpressionException(String message, int position) {
    super(message, null, false, false);
    this.position = position;
  }

  /** Where in the text as its author wrote it, in characters from 0; 0 for a failed evaluation. */
  public int position() {
    return position;
  }
}
