package dev.ktsu.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An environments/*.env.yaml: values for one place where the project runs. */
public record Environment(
    String name,
    Map<String, String> variables,
    List<Provider> providers,
    Optional<StateStore> state) {
  public Environment {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    providers = List.copyOf(providers);
  }

  /** Where runs are kept. */
  public record StateStore(String driver, String dsn) {}
}
