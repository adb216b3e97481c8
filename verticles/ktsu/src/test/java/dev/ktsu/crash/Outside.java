package dev.ktsu.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.WebhookSink;
import dev.ktsu.testkit.provider.FakeProvider;
import dev.ktsu.testkit.provider.Script;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Everything that the product calls, with the books that each of them keeps. It never dies, and
 * takes its time, so that kills fall into calls under way.
 */
final class Outside implements AutoCloseable {
  static final int TOKENS_IN = 10;
  static final int TURNS = 4;

  private static final long ANSWER_MILLIS = 25;
  private static final String REFUSED = "/flaky";

  private final Vertx vertx = Vertx.vertx();
  private final FakeProvider provider = FakeProvider.start(vertx).await();
  private final FakeToolServer tools = new FakeToolServer();
  private final WebhookSink sink = WebhookSink.start(vertx).after(ANSWER_MILLIS);
  private final Map<String, List<Asked>> conversations = new ConcurrentHashMap<>();
  private final Set<String> refusedOnce = ConcurrentHashMap.newKeySet();

  /**
   * A model call.
   *
   * @param turn it is for, from 1
   * @param nanos of {@link System#nanoTime}
   */
  record Asked(int turn, long nanos) {}

  Outside() {
    provider.openai("m").plays(this::answer);
    tools
        .readOnlyTool("look", arguments -> "seen")
        .tool("send", arguments -> "sent")
        .idempotentTool("note", arguments -> "noted")
        .after(ANSWER_MILLIS)
        .start(vertx);
    sink.answersBy(this::status);
  }

  /** Puts a balancer before these ports. */
  String balance(List<Integer> ports) {
    return Balancer.start(vertx, ports).url();
  }

  String providerUrl() {
    return provider.url();
  }

  String toolsUrl() {
    return tools.url();
  }

  String sinkUrl() {
    return sink.url();
  }

  /** The model calls for one key, in the order in which they came. */
  List<Asked> asked(String key) {
    return List.copyOf(conversations.getOrDefault(key, List.of()));
  }

  /** How often {@code tool} was called, by the key in its arguments. */
  Map<String, Long> calls(String tool) {
    return tools.received("tools/call").stream()
        .map(call -> call.body().path("params"))
        .filter(params -> params.path("name").asText().equals(tool))
        .collect(
            Collectors.groupingBy(
                params -> params.at("/arguments/key").asText(), Collectors.counting()));
  }

  /** The bodies of webhooks by their {@code Idempotency-Key}. */
  Map<String, List<String>> webhooks() {
    return sink.calls().stream()
        .collect(
            Collectors.groupingBy(
                call -> call.headers().get("Idempotency-Key"),
                Collectors.mapping(WebhookSink.Call::text, Collectors.toList())));
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** One tool a turn, then the answer: the turn follows from what was said. */
  private void answer(JsonNode asked, Script script) {
    String key = said(asked, "user").getFirst().path("content").asText();
    int turn = said(asked, "assistant").size() + 1;
    conversations
        .computeIfAbsent(key, first -> Collections.synchronizedList(new ArrayList<>()))
        .add(new Asked(turn, System.nanoTime()));
    String arguments = Json.text(Json.object().put("key", key));
    switch (turn) {
      case 1 -> script.callsTool("c1", "look", arguments);
      case 2 -> script.callsTool("c2", "send", arguments);
      case 3 -> script.callsTool("c3", "note", arguments);
      default -> script.answers(Json.object().put("done", key));
    }
    script.after(ANSWER_MILLIS);
  }

  private static List<JsonNode> said(JsonNode asked, String role) {
    return StreamSupport.stream(asked.path("messages").spliterator(), false)
        .filter(message -> message.path("role").asText().equals(role))
        .toList();
  }

  private int status(WebhookSink.Call call) {
    boolean isRefused =
        call.path().equals(REFUSED) && refusedOnce.add(call.headers().get("Idempotency-Key"));
    return isRefused ? 503 : 200;
  }
}
