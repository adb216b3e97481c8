package dev.ktsu.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A tool server, from a file of its own or from servers.yaml. */
public record ToolServer(
    String name,
    String description,
    String url,
    Optional<Auth> auth,
    Map<String, ServerParam> params) {
  public ToolServer {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
