package dev.ktsu.runtime.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Tool;
import dev.ktsu.runtime.mcp.protocol.ToolPages;
import dev.ktsu.runtime.mcp.transport.Channel;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tool server, spoken to with one set of credentials and parameters. The channel is opened when
 * it is first needed and again when it is lost, once for everybody who waits.
 */
final class Session {
  private static final String IDEMPOTENCY_KEY = "dev.ktsu/idempotency-key";

  private final Supplier<Future<Channel>> connect;
  private @Nullable Future<Channel> channel;

  /** What {@link #channel} gave; none while it is being opened. */
  private @Nullable Channel opened;

  Session(Supplier<Future<Channel>> connect) {
    this.connect = connect;
  }

  /** Whether the handshake has been made and the server still knows of it. */
  boolean isOpen() {
    return opened != null && opened.isOpen();
  }

  /** Whether the server may keep something for as long as the session is open. */
  boolean isStateful() {
    return opened != null && opened.isStateful();
  }

  /** Every tool of the server, all pages read. */
  Future<List<Tool>> tools(Cancellation cancellation) {
    ToolPages pages = new ToolPages();
    return readPages(pages, cancellation).map(read -> pages.tools());
  }

  /**
   * Sends a request, and once more when the server cannot have acted on the first, or when a second
   * time does no harm.
   *
   * @param isRepeatable a second time does no harm
   */
  Future<JsonNode> call(
      String method, JsonNode params, boolean isRepeatable, Cancellation cancellation) {
    Supplier<Future<JsonNode>> once =
        () -> open().compose(ready -> ready.request(method, params, cancellation));
    return once.get()
        .recover(
            failure ->
                mayRepeat(failure, isRepeatable) ? once.get() : Future.failedFuture(failure));
  }

  Future<Void> close() {
    Channel current = opened;
    channel = null;
    opened = null;
    return current == null ? Future.succeededFuture() : current.close();
  }

  /** The channel, opened where there is none; whoever comes meanwhile waits for the same one. */
  private Future<Channel> open() {
    boolean isOpening = channel != null && !channel.isComplete();
    if (channel == null || !isOpening && !isOpen()) {
      opened = null;
      channel = connect.get().onSuccess(ready -> opened = ready);
    }
    return channel;
  }

  /** Pages are at most a hundred and each is a round trip, so the chain stays short. */
  private Future<Void> readPages(ToolPages pages, Cancellation cancellation) {
    return call("tools/list", pages.params(), true, cancellation)
        .compose(
            page -> {
              try {
                return pages.add(page) ? readPages(pages, cancellation) : Future.succeededFuture();
              } catch (McpFailure.Broken endless) {
                return Future.failedFuture(endless);
              }
            });
  }

  private static boolean mayRepeat(Throwable failure, boolean isRepeatable) {
    return switch (failure) {
      case McpFailure.SessionLost lost -> true;
      case McpFailure.Broken broken -> isRepeatable;
      case CallFailure call ->
          switch (call.kind()) {
            case NOT_SENT -> true;
            case LOST -> isRepeatable;
            case LATE, TOO_LARGE, CANCELLED -> false;
          };
      default -> false;
    };
  }

  /**
   * Parameters of {@code tools/call}.
   *
   * @param idempotencyKey the same whenever the call is sent
   */
  static JsonNode parameters(String tool, JsonNode arguments, String idempotencyKey) {
    ObjectNode parameters = Json.object().put("name", tool);
    parameters.set("arguments", arguments);
    parameters.putObject("_meta").put(IDEMPOTENCY_KEY, idempotencyKey);
    return parameters;
  }

  /** Whether a failed call may still have been carried out. */
  static boolean isOutcomeUnknown(Throwable failure) {
    return failure instanceof McpFailure.Broken
        || failure instanceof CallFailure call
            && (call.kind() == CallFailure.Kind.LOST || call.kind() == CallFailure.Kind.LATE);
  }
}
