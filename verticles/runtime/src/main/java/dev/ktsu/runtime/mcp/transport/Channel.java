package dev.ktsu.runtime.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.futures.Cancellation;
import io.vertx.core.Future;

/** A connection to one tool server. Belongs to one event loop. */
public sealed interface Channel permits StreamableChannel, StreamChannel {

  /**
   * Sends a request and waits for its result.
   *
   * @return fails with {@link dev.ktsu.runtime.mcp.protocol.McpFailure} or {@link
   *     dev.ktsu.http.client.CallFailure}
   */
  Future<JsonNode> request(String method, JsonNode params, Cancellation cancellation);

  /** Sends a notification; the server's acknowledgement ends the future. */
  Future<Void> notify(String method, JsonNode params);

  /** From now on speaks the revision that the handshake has settled. */
  void settle(String version);

  /** Whether requests can still be answered. */
  boolean isOpen();

  /** Whether the server may keep something for this connection alone. */
  boolean isStateful();

  /** Ends the session; succeeds also when the server does not care. */
  Future<Void> close();
}
