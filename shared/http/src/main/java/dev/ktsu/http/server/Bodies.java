package dev.ktsu.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * Request bodies as JSON. The {@code Content-Type} is not looked at, as clients of Go's ktsu
 * expect.
 */
public final class Bodies {
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private Bodies() {}

  /** The bytes of the body; none for an absent one. */
  public static byte[] bytes(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  /**
   * The body as an object; an empty body is {@code {}}.
   *
   * @throws InvalidInput {@code malformed_json} or {@code invalid_request}
   */
  public static ObjectNode object(RoutingContext ctx) {
    JsonNode tree = Json.parse(orEmpty(bytes(ctx)));
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw Problems.notAnObject("a JSON " + tree.getNodeType().name().toLowerCase(Locale.ROOT));
  }

  /**
   * The body as a record.
   *
   * @throws InvalidInput {@code malformed_json} or {@code invalid_request}
   */
  public static <T> T read(RoutingContext ctx, Class<T> type) {
    byte[] bytes = orEmpty(bytes(ctx));
    return startsObject(bytes) ? Json.read(bytes, type) : Json.convert(object(ctx), type);
  }

  private static byte[] orEmpty(byte[] body) {
    return body.length == 0 ? EMPTY_OBJECT : body;
  }

  private static boolean startsObject(byte[] bytes) {
    return bytes[0] == '{';
  }
}
