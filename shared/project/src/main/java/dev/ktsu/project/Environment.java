package dev.ktsu.project;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An environments/*.env.yaml: values for one place where the project runs. */
public record Environment(
    String name,
    Map<String, String> variables,
    List<Provider> providers,
    Optional<StateStore> state,
    String path) {
  /** The variable that names the file, in what {@link #under} gives. */
  public static final String FILE = "KTSU_ENV_FILE";

  public Environment {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    providers = List.copyOf(providers);
  }

  /** Where runs are kept. */
  public record StateStore(String driver, String dsn) {
    /** As settings of the orchestrator. */
    private Map<String, String> settings() {
      String place = driver.equals("postgres") ? "KTSU_DB_URL" : "KTSU_DB_PATH";
      return dsn.isEmpty()
          ? Map.of("KTSU_STORE_TYPE", driver)
          : Map.of("KTSU_STORE_TYPE", driver, place, dsn);
    }
  }

  /**
   * What a process that runs there sees: its own variables, then those of the file. An empty one of
   * its own counts as none.
   */
  public Map<String, String> under(Map<String, String> process) {
    Map<String, String> seen = new HashMap<>(variables);
    seen.put(FILE, path);
    state.ifPresent(store -> seen.putAll(store.settings()));
    process.forEach(
        (variable, value) -> {
          if (!value.isEmpty() || !seen.containsKey(variable)) {
            seen.put(variable, value);
          }
        });
    return seen;
  }
}
