package dev.ktsu.testing.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.project.TestScript.ToolAnswer;
import dev.ktsu.testing.match.Difference;
import dev.ktsu.toolserver.Tool;
import dev.ktsu.toolserver.ToolResult;
import dev.ktsu.toolserver.ToolServerKit;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tool servers that answer what the script says, one for each server of each leg. */
final class ScriptedTools {
  private static final Reply ACCEPTED = new Reply(202, "application/json", Buffer.buffer());

  private final Map<String, Cues<ToolAnswer>> cues = new LinkedHashMap<>();
  private final Map<String, SequencedSet<String>> scripted = new LinkedHashMap<>();
  private final Ledger ledger;
  private final Map<String, ToolServerKit> stands = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  ScriptedTools(Map<String, Map<String, List<ToolAnswer>>> script, Ledger ledger) {
    this.ledger = ledger;
    script.forEach(
        (server, tools) -> {
          cues.put(server, new Cues<>(tools));
          scripted.put(server, new TreeSet<>(tools.keySet()));
        });
  }

  void serve(Routes routes) {
    routes.on(HttpMethod.POST, "/tools/:stand", this::take);
    routes.on(HttpMethod.DELETE, "/tools/:stand", ctx -> Future.succeededFuture(Reply.empty()));
  }

  /** The path at which the step finds the server. */
  String stand(String step, ToolServerRef server) {
    String number = Integer.toString(numbers.incrementAndGet());
    List<Tool> tools = names(server).stream().map(tool -> tool(step, server.name(), tool)).toList();
    stands.put(number, new ToolServerKit(server.name(), tools));
    return "/tools/" + number;
  }

  Map<String, List<ToolAnswer>> unused() {
    Map<String, List<ToolAnswer>> all = new LinkedHashMap<>();
    cues.forEach(
        (server, answers) ->
            answers.unused().forEach((tool, unused) -> all.put(server + "." + tool, unused)));
    return all;
  }

  /** Tools that the script knows, and those that the agent names. */
  private SequencedSet<String> names(ToolServerRef server) {
    SequencedSet<String> names =
        new TreeSet<>(scripted.getOrDefault(server.name(), new TreeSet<>()));
    server.allowlist().stream().filter(name -> !name.endsWith("*")).forEach(names::add);
    return names;
  }

  private Tool tool(String step, String server, String name) {
    return new Tool(
        name,
        "Answers as the test says.",
        Json.object().put("type", "object"),
        Tool.Effect.WRITES,
        arguments -> Future.succeededFuture(answer(step, server, name, arguments)));
  }

  private ToolResult answer(String step, String server, String tool, JsonNode arguments) {
    ledger.add(
        new Ledger.Call(
            CallKind.TOOL, step, Map.of("server", server, "tool", tool), arguments, ""));
    Optional<ToolAnswer> next =
        Optional.ofNullable(cues.get(server))
            .flatMap(
                answers ->
                    answers.next(
                        List.of(tool), one -> Difference.isIncluded(one.when(), arguments)));
    if (next.isEmpty()) {
      ledger.complain(
          "tools.%s.%s: no answer is left for %s; add one"
              .formatted(server, tool, Json.text(arguments)));
      return new ToolResult.Failure("no answer is left");
    }
    return result(next.get());
  }

  private static ToolResult result(ToolAnswer answer) {
    JsonNode value = answer.result();
    String text = value.isTextual() ? value.textValue() : Json.text(value);
    if (answer.isError()) {
      return new ToolResult.Failure(text);
    }
    return value.isObject() ? new ToolResult.Structure(value) : new ToolResult.Text(text);
  }

  private Future<Reply> take(RoutingContext ctx) {
    ToolServerKit kit = stands.get(ctx.pathParam("stand"));
    if (kit == null) {
      throw Problems.notFound(ctx.request().path());
    }
    return kit.take(Json.parse(Bodies.bytes(ctx)))
        .map(answer -> answer.map(Reply::json).orElse(ACCEPTED));
  }
}
