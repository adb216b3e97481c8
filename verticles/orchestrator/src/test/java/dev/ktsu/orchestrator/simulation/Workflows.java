package dev.ktsu.orchestrator.simulation;

import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Definition;
import dev.ktsu.project.Durability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Generated workflows: chains, diamonds and heaps of agents with and without tools, webhooks,
 * pauses, transforms, sub-workflows, lists of them, conditions, handlers of failures, retries,
 * deadlines and notices. There are so many for all seeds, because loading one takes longer than
 * running it.
 */
final class Workflows {
  private static final int COUNT = 200;
  private static final int STEPS_MAX = 7;

  private static final List<String> AGENTS = List.of("plain", "reader", "saver", "writer");

  private static final List<String> KINDS =
      Stream.concat(AGENTS.stream(), Stream.of("webhook", "webhook", "transform", "sleep", "inner"))
          .toList();

  /** Dollars; a leg begins with a cent. */
  private static final List<String> BUDGETS = List.of("0.01", "0.025", "0.5");

  private static final Map<Integer, Loaded> LOADED = new HashMap<>();

  private static final String AGENT =
      """
      model: m
      params: {schema: {type: object, properties: {given: {type: string}}}}
      prompt: {system: s, user: "{{ params.given }}"}
      output:
        schema:
          type: object
          required: [text, go]
          properties: {text: {type: string}, go: {type: boolean}}
      """;

  private static final Map<String, String> FILES =
      Map.of(
          "plain.agent.yaml",
          AGENT,
          "saver.agent.yaml",
          AGENT + "cost_budget_usd: 0.02\n" + server(LegWork.READS),
          "reader.agent.yaml",
          AGENT + server(LegWork.READS),
          "writer.agent.yaml",
          AGENT + server(LegWork.WRITES),
          "reads.server.yaml",
          "url: http://reads",
          "writes.server.yaml",
          "url: http://writes",
          "workflows/inner.workflow.yaml",
          """
          visibility: sub-workflow
          webhooks: execute
          params: {schema: {properties: {given: {type: string}}}}
          pipeline:
            - {id: i0, agent: /reader.agent.yaml, params: {given: "{{ params.given }}"}}
            - {id: i1, depends_on: [i0], webhook: {url: "http://receiver/", timeout_s: 10}}
            - {id: i2, transform: {inputs: [{from: step.i0.go}], ops: []}}
            - {id: tell, on: approval, depends_on: [i0], webhook: {url: "http://receiver/"}}
          output: {map: {go: step.i0.go}}
          """);

  /**
   * A workflow, ready to run.
   *
   * @param each whether every step is a commit of its own
   */
  record Loaded(String name, PinnedSteps steps, String digest, boolean each) {}

  private Workflows() {}

  static Loaded any(Chance chance) {
    return LOADED.computeIfAbsent(chance.below(COUNT), Workflows::load);
  }

  private static String server(String name) {
    return "servers: [{name: %1$s, path: %1$s.server.yaml, access: {allowlist: ['*']}}]\n"
        .formatted(name);
  }

  private static Loaded load(int number) {
    String name = "w" + number;
    Map<String, byte[]> files = new TreeMap<>();
    FILES.forEach((path, text) -> files.put(path, bytes(text)));
    files.put("workflows/" + name + ".workflow.yaml", bytes(write(name, new Chance(number))));
    Definition definition = Definition.restore(name, files);
    return new Loaded(
        name,
        new PinnedSteps(definition),
        definition.digest(),
        definition.workflow().durable() == Durability.EACH);
  }

  /** The text of a workflow. */
  static String write(String name, Chance chance) {
    StringBuilder text = new StringBuilder("kind: workflow\nname: " + name + "\n");
    text.append("params: {schema: {type: object, properties: {go: {type: boolean}}}}\n");
    if (chance.perMille(200)) {
      text.append("durable: each\n");
    }
    if (chance.perMille(200)) {
      text.append(
          "model_policy: {cost_budget_usd: %s, on_exhausted: %s}\n"
              .formatted(chance.of(BUDGETS), chance.perMille(600) ? "ask" : "fail"));
    }
    if (chance.perMille(120)) {
      text.append("timeout_s: ").append(chance.between(8, 60)).append('\n');
    }
    text.append("pipeline:\n");
    List<String> before = new ArrayList<>();
    List<String> agents = new ArrayList<>();
    int steps = 2 + chance.below(STEPS_MAX - 1);
    for (int i = 0; i < steps; i++) {
      String kind = chance.of(KINDS);
      boolean list = chance.perMille(150);
      text.append(step(kind, "s" + i, before, chance));
      if (list) {
        text.append(list(chance));
      }
      before.add(list ? "list" : kind);
      if (AGENTS.contains(kind)) {
        agents.add("s" + i);
      }
    }
    agents.stream().filter(id -> chance.perMille(400)).map(Workflows::notice).forEach(text::append);
    return text.toString();
  }

  /** Nobody else tells what the step waits for. */
  private static String notice(String step) {
    return "  - {id: tell-%1$s, on: approval, depends_on: [%1$s], webhook: {url: '%2$s'}}\n"
        .formatted(step, "http://receiver/");
  }

  private static String step(String kind, String id, List<String> before, Chance chance) {
    List<String> upstream = upstream(before.size(), chance);
    StringBuilder text = new StringBuilder("  - id: " + id + "\n");
    if (!upstream.isEmpty()) {
      String when = chance.perMille(100) ? "always" : "success";
      text.append("    depends_on: [{step: %s, when: %s}".formatted(upstream.getFirst(), when));
      upstream.stream().skip(1).forEach(other -> text.append(", ").append(other));
      text.append("]\n");
    }
    if (chance.perMille(200)) {
      text.append("    condition: ").append(condition(upstream, before)).append('\n');
    }
    String reading = upstream.isEmpty() ? "params.go" : field(upstream.getFirst(), before);
    text.append(body(kind, upstream, reading, chance));
    if (!List.of("transform", "sleep", "inner").contains(kind)) {
      if (chance.perMille(500)) {
        text.append("    retry: {max: 2, backoff: {initial: 500ms}}\n");
      }
    }
    if (!kind.equals("transform") && chance.perMille(200)) {
      text.append("    timeout_s: ").append(chance.between(3, 40)).append('\n');
    }
    return text.toString();
  }

  private static String list(Chance chance) {
    return "    for_each: {from: \"`%s`\", concurrency: %d, max_failures: %d}\n"
        .formatted(
            chance.of(List.of("[]", "[1]", "[1, 2, 3]", "[1, 2, 3, 4, 5]")),
            chance.below(3),
            chance.below(3) - 1);
  }

  private static String body(String kind, List<String> upstream, String reading, Chance chance) {
    return switch (kind) {
      case "webhook" ->
          "    webhook: {url: \"http://receiver/\", timeout_s: 10, body: {read: \"{{ %s }}\"}}\n"
              .formatted(reading);
      case "transform" ->
          "    transform: {inputs: [%s], ops: []}\n"
              .formatted(
                  upstream.isEmpty()
                      ? "{from: params}"
                      : String.join(
                          ", ", upstream.stream().map(id -> "{from: " + id + "}").toList()));
      case "sleep" -> "    sleep: " + chance.between(1, 12) + "s\n";
      case "inner" ->
          "    workflow: ./inner.workflow.yaml\n    webhooks: execute\n"
              + "    params: {given: \"x{{ %s }}\"}\n".formatted(reading);
      default ->
          "    agent: /%s.agent.yaml\n    params: {given: \"{{ %s }}\"}\n".formatted(kind, reading);
    };
  }

  /** The last one for a chain, any two for a diamond, none for a heap. */
  private static List<String> upstream(int before, Chance chance) {
    List<String> upstream = new ArrayList<>();
    if (before > 0 && chance.perMille(700)) {
      upstream.add("s" + (before - 1));
    }
    if (before > 1 && chance.perMille(300)) {
      String other = "s" + chance.below(before - 1);
      if (!upstream.contains(other)) {
        upstream.add(other);
      }
    }
    return upstream;
  }

  private static String condition(List<String> upstream, List<String> before) {
    return upstream.isEmpty() ? "params.go" : field(upstream.getFirst(), before);
  }

  /** What a step says that others may read; a skipped one says it not. */
  private static String field(String id, List<String> before) {
    String kind = before.get(Integer.parseInt(id.substring(1)));
    return "step."
        + id
        + switch (kind) {
          case "webhook" -> ".sent";
          case "transform" -> ".result";
          case "sleep" -> ".slept_until";
          case "list" -> ".results";
          default -> ".go";
        };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
