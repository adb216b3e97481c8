package dev.ktsu.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer: a status and a body that is already bytes.
 *
 * @param headers beside {@code Content-Type}
 */
public record Reply(int status, String contentType, Buffer body, Map<String, String> headers) {
  private static final Buffer NOTHING = Buffer.buffer();
  private static final String PROBLEM = "application/problem+json";

  public Reply {
    headers = Map.copyOf(headers);
  }

  public Reply(int status, String contentType, Buffer body) {
    this(status, contentType, body, Map.of());
  }

  /** The same with a further header. */
  public Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more);
  }

  /** 200 with a JSON value and a line break. */
  public static Reply json(Object value) {
    return json(200, value);
  }

  /** A JSON value and a line break. */
  public static Reply json(int status, Object value) {
    return new Reply(
        status, "application/json", Buffer.buffer(Json.bytes(value)).appendByte((byte) '\n'));
  }

  /** 200 without a body. */
  public static Reply empty() {
    return new Reply(200, "application/json", NOTHING);
  }

  /** 204: done, and there is nothing to say. */
  public static Reply noContent() {
    return new Reply(204, "application/json", NOTHING);
  }

  public static Reply text(String contentType, String text) {
    return new Reply(200, contentType, Buffer.buffer(text));
  }

  /** The answer that reports a problem. */
  public static Reply problem(Problem problem) {
    return problem(problem, problem.document());
  }

  /** The same with a document of its own: {@link Problem#document} and further members. */
  public static Reply problem(Problem problem, ObjectNode document) {
    Map<String, String> headers =
        problem instanceof Transient later
            ? Map.of("Retry-After", Long.toString(later.retryAfterSeconds()))
            : Map.of();
    return new Reply(problem.status(), PROBLEM, Buffer.buffer(Json.bytes(document)), headers);
  }
}
