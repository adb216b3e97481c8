package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An agent's use of a tool server.
 *
 * @param name unique in the agent
 * @param path of the server's file as written; absent = looked up by name in servers.yaml
 * @param params values of the server's parameters; they read the agent's parameters
 * @param persistentId under which the server keeps what belongs to the agent; reads the agent's
 *     parameters, no secret ones
 * @param allowlist the tools that the agent may use; empty = no tools. Of the entries that ask for
 *     approval the first that matches a tool decides, and of those that name an effect
 */
public record ServerUse(
    String name,
    Optional<String> path,
    Map<String, Template> params,
    Optional<Template> persistentId,
    List<AllowedTools> allowlist) {
  public ServerUse {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    allowlist = List.copyOf(allowlist);
  }

  /** Names of tools: exact, {@code prefix*} or {@code *}. */
  public List<String> patterns() {
    return allowlist.stream().map(AllowedTools::pattern).toList();
  }
}
