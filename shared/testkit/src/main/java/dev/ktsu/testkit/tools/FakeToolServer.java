package dev.ktsu.testkit.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.FakeServer;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tool server that plays along or misbehaves. Set it up, then {@link #start} it; what it was
 * asked stands in {@link #log}.
 */
public final class FakeToolServer {
  private final Map<String, Scripted> tools = new LinkedHashMap<>();
  private final List<Received> log = new CopyOnWriteArrayList<>();
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failingRequests = new AtomicInteger();
  private final AtomicInteger droppedRequests = new AtomicInteger();
  private final AtomicInteger sessionCount = new AtomicInteger();
  private volatile Style style = Style.JSON;
  private volatile int lostSessionStatus;
  private volatile int failureStatus = 500;
  private volatile int callStatus = 200;
  private volatile int pageSize = Integer.MAX_VALUE;
  private volatile boolean repeatsCursor;
  private volatile @Nullable HttpServerResponse stream;
  private volatile String endpoint = "/message";
  private volatile long delayMillis;
  private @Nullable FakeServer server;
  private @Nullable Vertx vertx;

  /** How it speaks. */
  public enum Style {
    /** POST, answered by JSON. */
    JSON,
    /** POST, answered by an event stream that begins with an id, a notification and a ping. */
    EVENTS,
    /** GET {@code /sse} carries the answers; POST to the URL itself is 404. */
    STREAM,
    /** Like {@link #JSON}, but the handshake is an unknown method. */
    NO_HANDSHAKE
  }

  /**
   * One message, as it came.
   *
   * @param query empty for none
   */
  public record Received(
      HttpMethod http, String path, String query, MultiMap headers, JsonNode body) {
    public String method() {
      return body.path("method").asText();
    }
  }

  private record Scripted(ObjectNode entry, Function<JsonNode, @Nullable ObjectNode> answer) {}

  public FakeToolServer speaks(Style spoken) {
    style = spoken;
    return this;
  }

  /** Adds a tool that answers with a text made of its arguments. */
  public FakeToolServer tool(String name, Function<JsonNode, String> answer) {
    return add(name, Json.object(), arguments -> result(text(answer.apply(arguments))));
  }

  /** Adds a tool that may be called again without harm. */
  public FakeToolServer readOnlyTool(String name, Function<JsonNode, String> answer) {
    ObjectNode hints = Json.object().put("readOnlyHint", true);
    return add(name, hints, arguments -> result(text(answer.apply(arguments))));
  }

  /** Adds a tool that changes something, and may be called again with the same key. */
  public FakeToolServer idempotentTool(String name, Function<JsonNode, String> answer) {
    ObjectNode hints = Json.object().put("idempotentHint", true);
    return add(name, hints, arguments -> result(text(answer.apply(arguments))));
  }

  /** Adds a tool that gives this result, as it is. */
  public FakeToolServer toolGiving(String name, String resultJson) {
    return add(name, Json.object(), arguments -> result(Json.parse(resultJson)));
  }

  /** Adds a tool whose calls are JSON-RPC errors. */
  public FakeToolServer toolRefusing(String name, int code, String message) {
    ObjectNode error = Json.object();
    error.putObject("error").put("code", code).put("message", message);
    return add(name, Json.object(), arguments -> error);
  }

  /** Adds a tool that never answers. */
  public FakeToolServer toolHanging(String name) {
    return add(name, Json.object(), arguments -> null);
  }

  /** Gives {@code tools/list} in pages. */
  public FakeToolServer pages(int size) {
    pageSize = size;
    return this;
  }

  /** Gives the same cursor with every page. */
  public FakeToolServer circles() {
    pageSize = 1;
    repeatsCursor = true;
    return this;
  }

  /** Hands out session ids and answers {@code status} to ids that it does not know. */
  public FakeToolServer keepsSessions(int status) {
    lostSessionStatus = status;
    return this;
  }

  /** Forgets every session. */
  public void forgetSessions() {
    sessions.clear();
  }

  /** The next {@code times} POSTs are answered with {@code status}. */
  public FakeToolServer fails(int times, int status) {
    failureStatus = status;
    failingRequests.set(times);
    return this;
  }

  /** Every call of a tool is answered with {@code status}. */
  public FakeToolServer breaksCalls(int status) {
    callStatus = status;
    return this;
  }

  /** The next {@code times} calls of a tool lose their connection after they were read. */
  public FakeToolServer drops(int times) {
    droppedRequests.set(times);
    return this;
  }

  /** What the {@code endpoint} event says; {@code %s} is the server's own address. */
  public FakeToolServer namesEndpoint(String form) {
    endpoint = form;
    return this;
  }

  /** Answers every call of a tool later. */
  public FakeToolServer after(long millis) {
    delayMillis = millis;
    return this;
  }

  public FakeToolServer start(Vertx vertx) {
    this.vertx = vertx;
    server = FakeServer.start(vertx, this::take);
    return this;
  }

  public void stop() {
    running().stop();
  }

  public String url() {
    return running().url();
  }

  /** Ends the stream of a {@link Style#STREAM} server. */
  public void closeStream() {
    HttpServerResponse open = stream;
    if (open != null) {
      open.end();
    }
  }

  /** Every message so far. */
  public List<Received> log() {
    return List.copyOf(log);
  }

  /** The methods of every message with one, in order. */
  public List<String> methods() {
    return log.stream().map(Received::method).filter(method -> !method.isEmpty()).toList();
  }

  /** The messages of one method. */
  public List<Received> received(String method) {
    return log.stream()
        .filter(received -> received.method().equals(method))
        .collect(Collectors.toList());
  }

  private FakeToolServer add(
      String name, ObjectNode annotations, Function<JsonNode, @Nullable ObjectNode> answer) {
    ObjectNode entry = Json.object().put("name", name).put("description", "does " + name);
    entry.putObject("inputSchema").put("type", "object");
    entry.set("annotations", annotations);
    tools.put(name, new Scripted(entry, answer));
    return this;
  }

  private FakeServer running() {
    if (server == null) {
      throw new IllegalStateException("start the server first");
    }
    return server;
  }

  private void take(HttpServerRequest request) {
    request.response().exceptionHandler(gone -> {});
    request.body().onSuccess(body -> take(request, body));
  }

  private void take(HttpServerRequest request, Buffer bytes) {
    JsonNode body = bytes.length() == 0 ? Json.object() : Json.parse(bytes.getBytes());
    String query = Objects.requireNonNullElse(request.query(), "");
    log.add(new Received(request.method(), request.path(), query, request.headers(), body));
    if (request.method().equals(HttpMethod.GET)) {
      openStream(request);
    } else if (request.method().equals(HttpMethod.DELETE)) {
      request.response().setStatusCode(405).end();
    } else if (style == Style.STREAM && !request.path().startsWith("/message")) {
      request.response().setStatusCode(404).end();
    } else if (failingRequests.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      request.response().setStatusCode(failureStatus).end("broken");
    } else if (knowsSession(request, body)) {
      play(request, body);
    }
  }

  private void openStream(HttpServerRequest request) {
    if (style != Style.STREAM || !request.path().endsWith("/sse")) {
      request.response().setStatusCode(405).end();
      return;
    }
    HttpServerResponse opened = request.response();
    opened.putHeader("Content-Type", "text/event-stream").setChunked(true);
    opened.write("event: endpoint\ndata: " + endpoint.formatted(url()) + "\n\n");
    stream = opened;
  }

  private boolean knowsSession(HttpServerRequest request, JsonNode body) {
    if (lostSessionStatus == 0) {
      return true;
    }
    if (body.path("method").asText().equals("initialize")) {
      String id = "session-" + sessionCount.incrementAndGet();
      sessions.add(id);
      request.response().putHeader("Mcp-Session-Id", id);
      return true;
    }
    String given = request.getHeader("Mcp-Session-Id");
    if (given != null && sessions.contains(given)) {
      return true;
    }
    request.response().setStatusCode(lostSessionStatus).end("no valid session");
    return false;
  }

  private void play(HttpServerRequest request, JsonNode message) {
    if (!message.has("id") || !message.has("method")) {
      request.response().setStatusCode(202).end();
      return;
    }
    boolean isToolCall = message.path("method").asText().equals("tools/call");
    if (isToolCall && droppedRequests.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      request.connection().close();
      return;
    }
    if (isToolCall && callStatus != 200) {
      request.response().setStatusCode(callStatus).end("broken");
      return;
    }
    ObjectNode answer = answer(message);
    if (answer != null) {
      answer.put("jsonrpc", "2.0").set("id", message.get("id"));
      if (isToolCall && delayMillis > 0 && vertx != null) {
        vertx.setTimer(delayMillis, due -> send(request.response(), answer));
      } else {
        send(request.response(), answer);
      }
    }
  }

  private @Nullable ObjectNode answer(JsonNode message) {
    JsonNode params = message.path("params");
    return switch (message.path("method").asText()) {
      case "initialize" -> style == Style.NO_HANDSHAKE ? unknownMethod() : result(welcome(params));
      case "tools/list" -> result(page(params));
      case "tools/call" -> {
        Scripted tool = tools.get(params.path("name").asText());
        yield tool == null ? unknownMethod() : tool.answer.apply(params.path("arguments"));
      }
      default -> unknownMethod();
    };
  }

  private static ObjectNode welcome(JsonNode params) {
    ObjectNode welcome =
        Json.object().put("protocolVersion", params.path("protocolVersion").asText());
    welcome.putObject("capabilities").putObject("tools");
    welcome.putObject("serverInfo").put("name", "fake").put("version", "1");
    return welcome;
  }

  private ObjectNode page(JsonNode params) {
    List<Scripted> all = List.copyOf(tools.values());
    int from = params.path("cursor").asInt(0);
    int to = (int) Math.min(all.size(), (long) from + pageSize);
    ObjectNode page = Json.object();
    ArrayNode entries = page.putArray("tools");
    all.subList(from, to).forEach(tool -> entries.add(tool.entry));
    if (repeatsCursor) {
      page.put("nextCursor", "0");
    } else if (to < all.size()) {
      page.put("nextCursor", Integer.toString(to));
    }
    return page;
  }

  private void send(HttpServerResponse response, ObjectNode answer) {
    switch (style) {
      case JSON, NO_HANDSHAKE -> FakeServer.reply(response, 200, answer);
      case EVENTS ->
          response
              .putHeader("Content-Type", "text/event-stream")
              .end(
                  "id: 1\nretry: 500\ndata:\n\n"
                      + event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}")
                      + event("{\"jsonrpc\":\"2.0\",\"id\":\"p1\",\"method\":\"ping\"}")
                      + event(Json.text(answer)));
      case STREAM -> {
        HttpServerResponse open = stream;
        response.setStatusCode(202).end();
        if (open != null) {
          open.write(event(Json.text(answer)));
        }
      }
    }
  }

  private static String event(String data) {
    return "event: message\ndata: " + data + "\n\n";
  }

  private static ObjectNode result(JsonNode result) {
    return Json.object().set("result", result);
  }

  private static ObjectNode unknownMethod() {
    ObjectNode error = Json.object();
    error.putObject("error").put("code", -32601).put("message", "unknown method");
    return error;
  }

  private static ObjectNode text(String text) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
