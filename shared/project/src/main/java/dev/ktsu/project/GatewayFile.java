package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway.yaml that passed every check.
 *
 * @param path of the file, as messages name it
 * @param root what it was read from
 * @param warnings what works but should be put right
 */
public record GatewayFile(
    String path,
    Node root,
    List<EnvVar> env,
    List<Provider> providers,
    List<ModelGroup> groups,
    List<Diagnostic> warnings) {
  public GatewayFile {
    env = List.copyOf(env);
    providers = List.copyOf(providers);
    groups = List.copyOf(groups);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file that need not be part of a project.
   *
   * @throws InvalidInput {@code project_invalid} with the places
   */
  public static GatewayFile parse(String path, byte[] bytes) {
    return Systems.gateway(path, bytes);
  }

  /** The same with these providers instead of those of the same name, and the others added. */
  public GatewayFile with(List<Provider> others) {
    Map<String, Provider> byName = new LinkedHashMap<>();
    Stream.of(providers, others)
        .flatMap(List::stream)
        .forEach(provider -> byName.put(provider.name(), provider));
    return new GatewayFile(path, root, env, List.copyOf(byName.values()), groups, warnings);
  }

  /** What is wrong with the value that a JSON pointer names, or with the nearest one around it. */
  public Place place(String pointer, String message) {
    Mark mark = root.locate(JsonPointer.compile(pointer));
    return Place.in(path, mark.line(), mark.column(), message);
  }
}
