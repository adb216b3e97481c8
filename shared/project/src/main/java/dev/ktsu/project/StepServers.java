package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether the tool servers of an agent get all that they declare in a step, from its own values,
 * the agent's or their defaults, and whether what the step gives is meant for one of them.
 */
final class StepServers {
  private final SourceFile file;
  private final Loader loader;

  StepServers(SourceFile file, Loader loader) {
    this.file = file;
    this.loader = loader;
  }

  /**
   * @param pointer to the step in its file
   */
  void check(AgentStep step, Agent agent, String pointer) {
    Map<String, ServerUse> uses = new LinkedHashMap<>();
    agent.servers().forEach(use -> uses.put(use.name(), use));
    step.serverParams()
        .forEach(
            (name, given) -> {
              if (uses.containsKey(name)) {
                loader
                    .server(agent, uses.get(name))
                    .ifPresent(server -> declared(name, given, server, pointer));
              } else {
                unknown(name, agent, uses, pointer);
              }
            });
    uses.values()
        .forEach(
            use ->
                loader
                    .server(agent, use)
                    .ifPresent(server -> complete(step, agent, use, server, pointer)));
  }

  private void unknown(String name, Agent agent, Map<String, ServerUse> uses, String pointer) {
    file.report(
        Rule.UNKNOWN_SERVER,
        pointer + "/params/server/" + SourceFile.escaped(name),
        "the agent \"" + agent.name() + "\" uses no server \"" + name + "\"",
        uses.isEmpty()
            ? "Add it to servers of " + agent.path() + "."
            : Nearest.remedy(name, uses.keySet()));
  }

  private void declared(
      String use, Map<String, Template> given, ToolServer server, String pointer) {
    for (String name : given.keySet()) {
      if (!server.params().containsKey(name)) {
        ServerWiring.undeclared(file, StepText.serverParam(pointer, use, name), name, server);
      }
    }
  }

  private void complete(
      AgentStep step, Agent agent, ServerUse use, ToolServer server, String pointer) {
    server
        .params()
        .forEach(
            (name, param) -> {
              if (param.defaultValue().isEmpty()
                  && !use.params().containsKey(name)
                  && step.serverParam(use.name(), name).isEmpty()) {
                file.report(
                    Rule.MISSING_PARAM,
                    pointer,
                    "server \"%s\": required server param \"%s\" has no value"
                        .formatted(use.name(), name),
                    "Add it to params.server.%s, or to the server's params in %s."
                        .formatted(use.name(), agent.path()));
              }
            });
  }
}
