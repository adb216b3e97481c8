package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.wire.Usd;
import java.util.List;
import java.util.Optional;

/**
 * An agent file that passed every check.
 *
 * @param path project-relative
 * @param name the name that the file gives itself; else from the file's name
 * @param model a model group of the gateway; empty when each step has to name one
 * @param maxTurns most model calls with tools, from 1
 * @param budget what one step of it may spend, all its legs together; zero = without a limit
 * @param paramsSchema JSON Schema of the parameters with {@code secret} marks; not to be changed
 * @param outputSchema JSON Schema of the answer; not to be changed
 */
public record Agent(
    String path,
    String name,
    String description,
    String model,
    int maxTurns,
    Usd budget,
    Optional<ObjectNode> paramsSchema,
    Prompt prompt,
    List<ServerUse> servers,
    ObjectNode outputSchema) {
  public Agent {
    servers = List.copyOf(servers);
  }

  /** The declared parameters in file order. */
  public List<AgentParam> params() {
    return AgentParam.of(paramsSchema);
  }
}
