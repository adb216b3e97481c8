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
 * @param allowlist names of tools: exact, {@code prefix*} or {@code *}; empty = no tools
 */
public record ServerUse(
    String name, Optional<String> path, Map<String, Template> params, List<String> allowlist) {
  public ServerUse {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    allowlist = List.copyOf(allowlist);
  }
}
