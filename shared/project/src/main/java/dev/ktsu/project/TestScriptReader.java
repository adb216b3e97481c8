package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.TestScript.Call;
import dev.ktsu.project.TestScript.ModelAnswer;
import dev.ktsu.project.TestScript.Replied;
import dev.ktsu.project.TestScript.Ruling;
import dev.ktsu.project.TestScript.Said;
import dev.ktsu.project.TestScript.ToolAnswer;
import dev.ktsu.project.TestScript.Usage;
import dev.ktsu.project.TestScript.Verdict;
import dev.ktsu.project.TestScript.WebhookAnswer;
import dev.ktsu.project.yaml.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The keys of a test that say what the world answers. */
final class TestScriptReader {
  private static final List<String> SAID = List.of("output", "text", "tool_calls", "error");
  private final Fields test;

  TestScriptReader(Fields test) {
    this.test = test;
  }

  TestScript script() {
    return new TestScript(
        answers(test.mapping("model"), this::modelAnswer),
        tools(),
        answers(test.mapping("webhooks"), this::webhookAnswer),
        test.mappings("approvals").stream().map(TestScriptReader::verdict).toList());
  }

  private Map<String, Map<String, List<ToolAnswer>>> tools() {
    Map<String, Map<String, List<ToolAnswer>>> servers = new LinkedHashMap<>();
    test.mapping("tools")
        .ifPresent(
            given ->
                given
                    .entries()
                    .keySet()
                    .forEach(
                        server ->
                            servers.put(server, answers(given.mapping(server), this::toolAnswer))));
    return servers;
  }

  /** Lists of answers by key; a single answer need not be a list. */
  private static <T> Map<String, List<T>> answers(
      Optional<Fields> given, Function<Fields, T> reader) {
    Map<String, List<T>> all = new LinkedHashMap<>();
    given.ifPresent(
        keys ->
            keys.entries()
                .keySet()
                .forEach(key -> all.put(key, each(keys, key).stream().map(reader).toList())));
    return all;
  }

  private static List<Fields> each(Fields keys, String key) {
    return keys.node(key).orElse(null) instanceof Node.Mapping
        ? keys.mapping(key).stream().toList()
        : keys.mappings(key);
  }

  private ModelAnswer modelAnswer(Fields answer) {
    return new ModelAnswer(
        answer.mark(), answer.flag("repeat"), answer.text("when"), said(answer), usage(answer));
  }

  private static Said said(Fields answer) {
    List<String> given = SAID.stream().filter(answer::has).toList();
    boolean isCallWithText = given.equals(List.of("text", "tool_calls"));
    if (given.size() != 1 && !isCallWithText) {
      answer
          .file()
          .report(
              Rule.BAD_VALUE,
              answer.mark(),
              "an answer of a model is one of output, text, tool_calls and error",
              given.isEmpty() ? "Add one." : "Keep one of " + String.join(", ", given) + ".");
    }
    if (answer.has("tool_calls")) {
      List<Call> calls =
          answer.mappings("tool_calls").stream().map(TestScriptReader::call).toList();
      return new Said.Calls(answer.text("text"), calls);
    }
    if (answer.has("error")) {
      return refusal(answer);
    }
    String text = answer.text("text");
    return new Said.Text(answer.node("output").map(Node::json).map(Json::text).orElse(text));
  }

  private static Call call(Fields given) {
    return new Call(given.text("tool"), TestFileReader.object(given, "arguments"));
  }

  private static Said refusal(Fields answer) {
    if (!(answer.node("error").orElse(null) instanceof Node.Mapping)) {
      return new Said.Refusal("provider_error", answer.text("error"));
    }
    Fields error = answer.mapping("error").orElseThrow();
    return new Said.Refusal(error.text("code"), error.text("message"));
  }

  private static Usage usage(Fields answer) {
    Fields usage = answer.mappingOrEmpty("usage");
    return new Usage(
        usage.integer("tokens_in").orElseThrow(),
        usage.integer("tokens_out").orElseThrow(),
        usage.number("cost_usd").orElseThrow());
  }

  private ToolAnswer toolAnswer(Fields answer) {
    boolean isError = answer.has("error");
    if (isError == answer.has("result")) {
      answer
          .file()
          .report(
              Rule.BAD_VALUE,
              answer.mark(),
              "an answer of a tool is either result or error",
              isError ? "Keep one." : "Add one.");
    }
    JsonNode result =
        answer.node(isError ? "error" : "result").map(Node::json).orElseGet(Json::object);
    return new ToolAnswer(answer.mark(), answer.flag("repeat"), when(answer), result, isError);
  }

  private WebhookAnswer webhookAnswer(Fields answer) {
    return new WebhookAnswer(answer.mark(), answer.flag("repeat"), when(answer), replied(answer));
  }

  private static Replied replied(Fields answer) {
    int status = answer.integer("status").orElseThrow();
    Map<String, String> headers = new LinkedHashMap<>();
    answer
        .mapping("headers")
        .ifPresent(
            given -> given.entries().keySet().forEach(name -> headers.put(name, given.text(name))));
    Optional<JsonNode> body = answer.node("body").map(Node::json);
    String text = body.map(said -> said.isTextual() ? said.asText() : Json.text(said)).orElse("");
    String error = answer.text("error");
    return error.isEmpty() ? new Replied.With(status, headers, text) : new Replied.Nothing(error);
  }

  private static Optional<JsonNode> when(Fields answer) {
    return answer.node("when").map(Node::json);
  }

  private static Verdict verdict(Fields given) {
    return new Verdict(
        given.mark(), given.text("step"), given.text("tool"), ruling(given), given.text("reason"));
  }

  private static Ruling ruling(Fields given) {
    JsonNode result = given.node("result").map(Node::json).orElseGet(Json::object);
    Map<String, Ruling> words =
        Map.of(
            "approve",
            new Ruling.Approved(),
            "reject",
            new Ruling.Rejected(),
            "answer",
            new Ruling.Answered(result));
    Ruling ruling = given.choice("decision", words, new Ruling.Approved());
    if (given.has("result") != (ruling instanceof Ruling.Answered)) {
      given
          .file()
          .report(
              Rule.BAD_VALUE,
              given.mark(),
              "result goes with the decision answer, and with no other",
              given.has("result") ? "Write decision: answer, or remove it." : "Add result.");
    }
    return raised(given, ruling);
  }

  private static Ruling raised(Fields given, Ruling ruling) {
    Usd budget = given.dollars("budget_usd");
    if (given.has("budget_usd") && !(ruling instanceof Ruling.Approved)) {
      given
          .file()
          .report(
              Rule.BAD_VALUE,
              given.mark(),
              "budget_usd goes with the decision approve, and with no other",
              "Write decision: approve, or remove it.");
    }
    return budget.equals(Usd.ZERO) ? ruling : new Ruling.Raised(budget);
  }
}
