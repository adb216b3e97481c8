package dev.ktsu.toolserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Exposure;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Streamable HTTP for tool servers, one path each; answers are plain JSON. */
final class ToolRoutes {
  private static final Reply ACCEPTED = new Reply(202, "application/json", Buffer.buffer());

  private final boolean isPrivate;

  /**
   * @param isPrivate the listener is on loopback: pages of a browser are then kept out by looking
   *     at {@code Host} and {@code Origin}, which a rebound name cannot fake
   */
  ToolRoutes(boolean isPrivate) {
    this.isPrivate = isPrivate;
  }

  /** Serves {@code kit} at {@code /<name>}. */
  void serve(Routes routes, ToolServerKit kit) {
    String path = "/" + kit.name();
    routes.on(HttpMethod.POST, path, ctx -> take(ctx, kit));
    routes.on(HttpMethod.DELETE, path, ctx -> Future.succeededFuture(Reply.empty()));
  }

  private Future<Reply> take(RoutingContext ctx, ToolServerKit kit) {
    if (isPrivate) {
      refuseStrangers(ctx);
    }
    JsonNode message;
    try {
      message = Json.parse(Bodies.bytes(ctx));
    } catch (InvalidInput malformed) {
      return Future.succeededFuture(Reply.json(400, parseError(malformed)));
    }
    return kit.take(message).map(answer -> answer.map(Reply::json).orElse(ACCEPTED));
  }

  private static void refuseStrangers(RoutingContext ctx) {
    String origin = ctx.request().getHeader("Origin");
    String host = ctx.request().authority() == null ? null : ctx.request().authority().host();
    if (isStrange(host) || origin != null && isStrange(hostOf(origin))) {
      throw new InvalidInput(
          Code.UNAUTHORIZED,
          403,
          "forbidden",
          "This server answers on loopback alone, but the request came by another name.",
          "Use http://127.0.0.1 or http://localhost.");
    }
  }

  private static boolean isStrange(@Nullable String host) {
    return host == null || !Exposure.isLoopback(host);
  }

  private static @Nullable String hostOf(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException noUrl) {
      return null;
    }
  }

  private static ObjectNode parseError(InvalidInput malformed) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0").putNull("id");
    answer
        .putObject("error")
        .put("code", RpcError.PARSE_ERROR)
        .put("message", malformed.getMessage());
    return answer;
  }
}
