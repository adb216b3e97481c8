package dev.ktsu.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.GatewayFile;
import dev.ktsu.project.ModelGroup;
import dev.ktsu.project.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What gateway.yaml says in this environment.
 *
 * @param secrets values that must not be seen: of secret variables, and every API key
 * @param warnings what works but should be put right, one sentence each
 */
public record GatewayConfig(
    List<ProviderConfig> providers,
    List<ModelGroup> groups,
    Set<String> secrets,
    List<String> warnings) {
  private static final String API_KEY = "api_key";

  public GatewayConfig {
    providers = List.copyOf(providers);
    groups = List.copyOf(groups);
    secrets = Set.copyOf(secrets);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file. Blocks.
   *
   * @param others providers instead of those of the same name
   * @param environment where declared variables are looked up
   * @throws InvalidInput with every place that is wrong
   */
  public static GatewayConfig read(
      Path file, List<Provider> others, Map<String, String> environment) {
    try {
      GatewayFile read = GatewayFile.parse(file.toString(), Files.readAllBytes(file));
      return of(read.with(others), environment);
    } catch (NoSuchFileException missing) {
      throw ConfigProblem.of(
          file + " does not exist; write one, or start with --config conf/gateway.demo.yaml");
    } catch (IOException unreadable) {
      throw ConfigProblem.of(file + " cannot be read: " + unreadable.getMessage());
    }
  }

  static GatewayConfig of(GatewayFile file, Map<String, String> environment) {
    Map<String, String> variables = variables(file, environment);
    Set<String> secrets = new LinkedHashSet<>();
    file.env().stream()
        .filter(EnvVar::secret)
        .forEach(variable -> secrets.add(variables.get(variable.name())));
    List<String> warnings = new ArrayList<>();
    file.warnings().forEach(warning -> warnings.add(warning.toString()));
    List<ProviderConfig> providers = new ArrayList<>();
    for (Provider provider : file.providers()) {
      String at = "/providers/" + providers.size();
      ProviderConfig config = provider(file, provider, at, variables);
      String key = config.text(API_KEY, "");
      if (!key.isEmpty()) {
        secrets.add(key);
      }
      if (key.equals(provider.config().path(API_KEY).asText()) && !key.isEmpty()) {
        String sentence = "the key stands in the file; take it from {{ env.NAME }}";
        warnings.add(file.place(at + "/config/" + API_KEY, sentence).toString());
      }
      providers.add(config);
    }
    return new GatewayConfig(providers, file.groups(), secrets, warnings);
  }

  /** A variable that is set to nothing counts as set. */
  private static Map<String, String> variables(GatewayFile file, Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>();
    List<Place> unset = new ArrayList<>();
    for (int i = 0; i < file.env().size(); i++) {
      EnvVar variable = file.env().get(i);
      String value =
          environment.getOrDefault(variable.name(), variable.defaultValue().orElse(null));
      if (value == null) {
        String sentence = "env var \"" + variable.name() + "\" is required but not set";
        unset.add(file.place("/env/" + i, sentence));
      } else {
        variables.put(variable.name(), value);
      }
    }
    if (!unset.isEmpty()) {
      throw ConfigProblem.at(unset);
    }
    return variables;
  }

  private static ProviderConfig provider(
      GatewayFile file, Provider provider, String at, Map<String, String> variables) {
    Map<String, String> values = new HashMap<>();
    Map<String, Place> places = new HashMap<>();
    places.put("", file.place(at, provider.name()));
    for (var setting : provider.resolved(variables::get).properties()) {
      JsonNode value = setting.getValue();
      places.put(setting.getKey(), file.place(at + "/config/" + setting.getKey(), provider.name()));
      values.put(setting.getKey(), value.isValueNode() ? value.asText("") : value.toString());
    }
    return new ProviderConfig(provider.name(), provider.type(), values, places);
  }

  /** Never the secrets, so that a log line cannot show them. */
  @Override
  public String toString() {
    return "GatewayConfig[" + providers + ", " + groups + "]";
  }
}
