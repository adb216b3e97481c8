package dev.ktsu.runtime.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Rpc;
import dev.ktsu.runtime.mcp.protocol.Versions;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Opens channels, handshake included. Which servers speak only the older transport is remembered by
 * address and credentials until one of them fails.
 */
public final class Connector {
  private static final int REMEMBERED_MAX = 1_000;

  private final Wire wire;
  private final Set<ServerAddress> older = new LinkedHashSet<>();

  public Connector(Wire wire) {
    this.wire = wire;
  }

  /**
   * Opens a channel that is ready for requests.
   *
   * @param config sent with the handshake; empty for none
   * @return fails with {@link McpFailure} or {@link dev.ktsu.http.client.CallFailure}
   */
  public Future<Channel> connect(ServerAddress address, Map<String, String> config) {
    ServerAddress known = address.ofAnybody();
    if (older.contains(known)) {
      return connectOlder(address, config).onFailure(failed -> older.remove(known));
    }
    return initialize(new StreamableChannel(wire, address), config)
        .recover(
            failure ->
                speaksAnotherTransport(failure)
                    ? connectOlder(address, config).onSuccess(channel -> remember(known))
                    : Future.failedFuture(failure));
  }

  private Future<Channel> connectOlder(ServerAddress address, Map<String, String> config) {
    return StreamChannel.open(wire, address, address.target())
        .recover(noStream -> StreamChannel.open(wire, address, address.streamTarget()))
        .compose(channel -> initialize(channel, config));
  }

  private Future<Channel> initialize(Channel channel, Map<String, String> config) {
    return channel
        .request("initialize", greeting(config), Cancellation.never())
        .recover(Connector::withoutHandshake)
        .compose(
            result -> {
              String version = result.path("protocolVersion").asText(Versions.FIRST);
              if (!Versions.isSpoken(version)) {
                return Future.failedFuture(
                    new McpFailure.Broken("the server speaks revision " + version + " alone"));
              }
              channel.settle(version);
              return channel.notify("notifications/initialized", Json.object());
            })
        .recover(Connector::withoutAcknowledgement)
        .map(channel)
        .onFailure(failed -> channel.close());
  }

  private static ObjectNode greeting(Map<String, String> config) {
    ObjectNode params = Json.object().put("protocolVersion", Versions.WANTED);
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "ktsu").put("version", "0.1.0");
    if (!config.isEmpty()) {
      params.set("config", Json.tree(config));
    }
    return params;
  }

  /** Small servers that know only tools/list and tools/call refuse the handshake; they will do. */
  private static Future<JsonNode> withoutHandshake(Throwable failure) {
    return failure instanceof McpFailure.Refused refused && refused.code() == Rpc.METHOD_NOT_FOUND
        ? Future.succeededFuture(Json.object())
        : Future.failedFuture(failure);
  }

  /** A server that refuses the notification after a good handshake is still ready. */
  private static Future<Void> withoutAcknowledgement(Throwable failure) {
    return failure instanceof McpFailure.BadStatus status && status.method().startsWith("notif")
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private static boolean speaksAnotherTransport(Throwable failure) {
    return failure instanceof McpFailure.SessionLost
        || failure instanceof McpFailure.BadStatus bad
            && (bad.status() == 400 || bad.status() == 404 || bad.status() == 405);
  }

  private void remember(ServerAddress address) {
    if (older.size() < REMEMBERED_MAX) {
      older.add(address);
    }
  }
}
