package dev.ktsu.project;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A workflow with the closure of files that it needs. Immutable. Two definitions of the same files
 * have the same digest; a run is pinned to one.
 */
public final class Definition {
  private final Workflow workflow;
  private final Map<String, Agent> agentsByStep;
  private final Map<String, Workflow> workflowsByStep;
  private final Map<ServerKey, ToolServer> servers;
  private final SortedMap<String, byte[]> files;
  private final Map<String, Optional<Stamp>> stamps;
  private final List<Diagnostic> warnings;
  private final String digest;

  /** A server as an agent uses it. */
  record ServerKey(String agentPath, String name) {}

  Definition(
      Workflow workflow,
      Closure closure,
      Map<ServerKey, ToolServer> servers,
      Map<String, byte[]> files,
      Map<String, Optional<Stamp>> stamps,
      Loader loader) {
    this.workflow = workflow;
    this.agentsByStep = Collections.unmodifiableMap(new LinkedHashMap<>(closure.agents()));
    this.workflowsByStep = Map.copyOf(closure.workflows());
    this.servers = Map.copyOf(servers);
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    this.stamps = Map.copyOf(stamps);
    this.warnings = loader.diagnostics().stream().filter(d -> !d.isError()).toList();
    this.digest = digest(this.files);
  }

  /**
   * Loads a definition from the files of an earlier one, with the default options.
   *
   * @throws InvalidInput as {@link Project#load}
   */
  public static Definition restore(String stem, Map<String, byte[]> files) {
    return restore(stem, files, ProjectOptions.defaults());
  }

  /**
   * Loads a definition from the files of an earlier one. The folder of workflows is where the file
   * of the workflow lies.
   *
   * @throws InvalidInput as {@link Project#load}
   */
  public static Definition restore(String stem, Map<String, byte[]> files, ProjectOptions options) {
    String name = stem + WorkflowReader.ENDING;
    String path =
        files.keySet().stream()
            .filter(file -> file.equals(name) || file.endsWith("/" + name))
            .findFirst()
            .orElseThrow(() -> Problems.workflowNotFound(stem));
    ProjectOptions there =
        new ProjectOptions(
            Paths.folder(path), options.omittedAllowlistIsAll(), options.literalSecretsAllowed());
    return Project.pinned(SourceTree.of(files), there).restore(stem);
  }

  public Workflow workflow() {
    return workflow;
  }

  /**
   * The agent of each agent step, by the step's place: its id, or {@code review/summarise} in a
   * sub-workflow.
   */
  public Map<String, Agent> agentsByStep() {
    return agentsByStep;
  }

  /** The workflow that a sub-workflow step runs, by the step's place. */
  public Map<String, Workflow> workflowsByStep() {
    return workflowsByStep;
  }

  /**
   * The server that an agent of this definition uses.
   *
   * @throws IllegalArgumentException when it does not use that server
   */
  public ToolServer server(Agent agent, ServerUse use) {
    return find(agent, use)
        .orElseThrow(
            () -> new IllegalArgumentException(agent.path() + " uses no server " + use.name()));
  }

  /** The same while the files are still checked: empty when the server could not be read. */
  Optional<ToolServer> find(Agent agent, ServerUse use) {
    return Optional.ofNullable(servers.get(new ServerKey(agent.path(), use.name())));
  }

  /** The closure by project-relative path, sorted; the bytes are not to be changed. */
  public SortedMap<String, byte[]> files() {
    return files;
  }

  /** SHA-256 over the paths and contents of the closure, in hex. */
  public String digest() {
    return digest;
  }

  /** What does not keep the workflow from running. */
  public List<Diagnostic> warnings() {
    return warnings;
  }

  /**
   * The stamp of each path that was looked at, also of those where nothing was: when all are as
   * they were, so is the definition.
   */
  public Map<String, Optional<Stamp>> stamps() {
    return stamps;
  }

  /** Lengths go in too, so that no two closures run together into the same bytes. */
  private static String digest(SortedMap<String, byte[]> files) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (path, content) -> {
            update(sha, path.getBytes(StandardCharsets.UTF_8));
            update(sha, content);
          });
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void update(MessageDigest sha, byte[] bytes) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }
}
