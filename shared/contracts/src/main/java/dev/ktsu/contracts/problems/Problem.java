package dev.ktsu.contracts.problems;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import java.util.List;

/**
 * The root of every error that leaves a tier. It has no stack trace: it reports a situation, not a
 * bug. Families: {@link InvalidInput}, {@link Conflict}, {@link Transient}, {@link Fault}.
 */
public abstract sealed class Problem extends RuntimeException
    permits InvalidInput, Conflict, Transient, Fault {
  private static final long serialVersionUID = 1;

  private final Code code;
  private final int status;
  private final String error;
  private final String remedy;
  private final transient List<Place> places;

  /**
   * @param status the HTTP status
   * @param error the contract's word or text, where another program compares it
   * @param message one sentence that says what is wrong
   * @param remedy one sentence that says what to do, or an empty text
   */
  Problem(Code code, int status, String error, String message, String remedy, List<Place> places) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.error = error;
    this.remedy = remedy;
    this.places = List.copyOf(places);
  }

  public Code code() {
    return code;
  }

  public int status() {
    return status;
  }

  public String error() {
    return error;
  }

  public String remedy() {
    return remedy;
  }

  public List<Place> places() {
    return places == null ? List.of() : places;
  }

  /** Whether the same request may succeed later. */
  public boolean isRetryable() {
    return this instanceof Transient;
  }

  /** The body on the wire, {@code application/problem+json}. */
  public ObjectNode document() {
    ObjectNode body = Json.object();
    body.put("type", "about:blank");
    body.put("title", code.word().replace('_', ' '));
    body.put("status", status);
    body.put("code", code.word());
    body.put("error", error);
    body.put("message", getMessage());
    body.put("retryable", isRetryable());
    if (!remedy.isEmpty()) {
      body.put("detail", remedy);
    }
    if (!places().isEmpty()) {
      body.set("errors", Json.tree(places()));
    }
    return body;
  }
}
