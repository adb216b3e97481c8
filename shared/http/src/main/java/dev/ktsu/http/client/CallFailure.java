package dev.ktsu.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that gave no answer. What matters to a caller is whether the peer can have seen the
 * request.
 */
public final class CallFailure extends IOException {
  private static final long serialVersionUID = 1;

  /** How it ended. */
  public enum Kind {
    /** No connection: the peer has seen nothing. */
    NOT_SENT,
    /** The connection broke after the request went out: the outcome is unknown. */
    LOST,
    /** The deadline passed: the outcome is unknown. */
    LATE,
    /** The answer is larger than the caller takes. */
    TOO_LARGE,
    /** The caller called it off. */
    CANCELLED
  }

  private final Kind kind;

  public CallFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static CallFailure notSent(Throwable cause) {
    return new CallFailure(Kind.NOT_SENT, "cannot connect: " + sentence(cause), cause);
  }

  public static CallFailure lost(Throwable cause) {
    return new CallFailure(Kind.LOST, "the answer was lost: " + sentence(cause), cause);
  }

  public static CallFailure late(long millis) {
    return new CallFailure(Kind.LATE, "no answer within " + millis + " ms", null);
  }

  public static CallFailure tooLarge(long bytesMax) {
    return new CallFailure(
        Kind.TOO_LARGE, "the answer is larger than " + bytesMax + " bytes", null);
  }

  public static CallFailure cancelled() {
    return new CallFailure(Kind.CANCELLED, "called off", null);
  }

  public Kind kind() {
    return kind;
  }

  private static String sentence(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
