package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads one workflow with all files that it needs, each once, and checks them against each other.
 */
final class Loader {
  static final String SERVERS = "servers.yaml";

  private static final Stamp UNREADABLE = new Stamp(0, 0, "unreadable");

  private final SourceTree tree;
  private final ProjectOptions options;
  private final Findings findings = new Findings();
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, Optional<Stamp>> stamps = new TreeMap<>();
  private final Map<String, Optional<SourceFile>> opened = new LinkedHashMap<>();
  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final Map<Definition.ServerKey, ToolServer> servers = new LinkedHashMap<>();
  private final Map<Definition.ServerKey, String> serverFiles = new LinkedHashMap<>();
  private Optional<Map<String, ToolServer>> named = Optional.empty();

  Loader(SourceTree tree, ProjectOptions options) {
    this.tree = tree;
    this.options = options;
  }

  List<Diagnostic> diagnostics() {
    return findings.sorted();
  }

  boolean hasErrors() {
    return findings.hasErrors();
  }

  /** Paths of the files that were read. */
  Set<String> read() {
    return files.keySet();
  }

  /**
   * A definition and where it comes from.
   *
   * @param sources the file of each workflow, by the place of its step; the root's by ""
   */
  record Loaded(Definition definition, Map<String, SourceFile> sources) {}

  /** Empty when there is no such file, or it is no mapping. */
  Optional<Loaded> workflow(String path) {
    return workflow(path, true);
  }

  /**
   * The same for a run that has begun: what only could not be, and was let in by an earlier
   * release, does not end it.
   */
  Optional<Loaded> pinned(String path) {
    return workflow(path, false);
  }

  private Optional<Loaded> workflow(String path, boolean areTypesFollowed) {
    return open(path)
        .map(
            file -> {
              Workflow workflow = WorkflowReader.read(file, options);
              Closure closure = new Closure(this, options, groups());
              closure.add(file, workflow);
              if (areTypesFollowed) {
                new TypeCheck(closure).check(workflow);
              }
              Definition definition =
                  new Definition(workflow, closure, servers, files, stamps, this);
              new SecretFlow(definition, closure.sources(), this, options).check();
              return new Loaded(definition, closure.sources());
            });
  }

  /** A workflow that is a part of another: beside its file, else from the project's root. */
  Optional<SourceFile> inner(SourceFile from, String written, String pointer) {
    String path = Paths.reference(written);
    String folder = written.startsWith("/") ? "" : Paths.folder(from.path());
    Optional<String> found =
        Stream.of(folder, "")
            .flatMap(root -> Paths.inside(root, path).stream())
            .filter(this::exists)
            .findFirst();
    if (found.isEmpty()) {
      from.report(
          Rule.FILE_MISSING,
          pointer,
          "there is no workflow file " + written,
          "Paths of workflows begin at the folder of this file or at the project's root.");
    }
    return found.flatMap(this::open);
  }

  /** The agent that a step names. */
  Optional<Agent> agent(String path, SourceFile from, String pointer) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (Paths.inside("", path).isEmpty()) {
      outside(from, pointer, path);
      return Optional.empty();
    }
    if (!exists(path)) {
      from.report(
          Rule.FILE_MISSING,
          pointer,
          "there is no agent file \"" + path + "\"",
          "Paths of agents begin at the project's root.");
      return Optional.empty();
    }
    return agent(path);
  }

  /** An agent that no workflow uses. */
  void loneAgent(String path) {
    agent(path)
        .ifPresent(
            agent -> {
              Map<String, ToolServer> used = new LinkedHashMap<>();
              servers.forEach((key, server) -> used.put(key.name(), server));
              open(path).ifPresent(file -> AgentSecrets.check(agent, file, used));
            });
  }

  /** The agent of a file, with its servers. */
  Optional<Agent> agent(String path) {
    if (agents.containsKey(path)) {
      return Optional.of(agents.get(path));
    }
    return open(path)
        .map(
            file -> {
              Agent agent = AgentReader.read(file, options);
              agents.put(path, agent);
              ServerWiring wiring = new ServerWiring(file, agent, options);
              for (int i = 0; i < agent.servers().size(); i++) {
                server(file, agent.servers().get(i), "/servers/" + i, wiring);
              }
              return agent;
            });
  }

  private void server(SourceFile agent, ServerUse use, String pointer, ServerWiring wiring) {
    Optional<String> path =
        use.path().isPresent()
            ? serverPath(agent, use.path().get(), pointer + "/path")
            : Optional.of(SERVERS);
    Optional<ToolServer> server =
        use.path().isPresent() ? path.flatMap(this::server) : byName(agent, use.name(), pointer);
    server.ifPresent(
        found -> {
          Definition.ServerKey key = new Definition.ServerKey(agent.path(), use.name());
          servers.put(key, found);
          serverFiles.put(key, path.orElseThrow());
          wiring.check(use, found, pointer);
        });
  }

  /** First beside the agent, then from the root: both readings are documented. */
  private Optional<String> serverPath(SourceFile agent, String written, String pointer) {
    String path = Paths.reference(written);
    String folder = written.startsWith("/") ? "" : Paths.folder(agent.path());
    List<String> inside =
        Stream.of(folder, "")
            .flatMap(from -> Paths.inside(from, path).stream())
            .distinct()
            .toList();
    List<String> found = inside.stream().filter(this::exists).toList();
    if (inside.isEmpty()) {
      outside(agent, pointer, written);
    } else if (found.isEmpty()) {
      agent.report(
          Rule.FILE_MISSING,
          pointer,
          "there is no server file " + written,
          "Paths of servers begin at the agent's folder or at the project's root.");
    } else if (found.size() > 1) {
      agent.report(
          Rule.AMBIGUOUS_PATH,
          pointer,
          "both " + found.get(0) + " and " + found.get(1) + " exist; the first is used",
          "Rename one of the two.");
    }
    return found.stream().findFirst();
  }

  /** The server that an agent uses; empty when it could not be read. */
  Optional<ToolServer> server(Agent agent, ServerUse use) {
    return Optional.ofNullable(servers.get(new Definition.ServerKey(agent.path(), use.name())));
  }

  /** The file of a server; empty when it could not be read. */
  Optional<String> serverFile(Agent agent, ServerUse use) {
    return Optional.ofNullable(serverFiles.get(new Definition.ServerKey(agent.path(), use.name())));
  }

  /** The server of a file. */
  Optional<ToolServer> server(String path) {
    return open(path).map(file -> ServerReader.read(file, options));
  }

  private Optional<ToolServer> byName(SourceFile agent, String name, String pointer) {
    Map<String, ToolServer> all = serversFile();
    if (!all.containsKey(name)) {
      agent.report(
          Rule.FILE_MISSING,
          pointer,
          "servers.yaml defines no server \"" + name + "\"",
          all.isEmpty()
              ? "Add path with the server's file, or define it in servers.yaml."
              : Nearest.remedy(name, all.keySet()));
    }
    return Optional.ofNullable(all.get(name));
  }

  /** The servers of servers.yaml by name; none when there is no such file. */
  Map<String, ToolServer> serversFile() {
    if (named.isEmpty()) {
      named =
          Optional.of(
              exists(SERVERS)
                  ? open(SERVERS).map(file -> ServerReader.readAll(file, options)).orElse(Map.of())
                  : Map.of());
    }
    return named.get();
  }

  /** The model groups, for warnings alone: the gateway's file is no part of a workflow. */
  private Optional<Set<String>> groups() {
    Findings aside = new Findings();
    Optional<Node.Mapping> root = bytes(GatewayReader.NAME).flatMap(this::quietly);
    return root.map(node -> GatewayReader.read(new SourceFile(GatewayReader.NAME, node, aside)))
        .map(
            gateway -> {
              Set<String> names = new LinkedHashSet<>();
              gateway.groups().forEach(group -> names.add(group.name()));
              return names;
            });
  }

  private Optional<Node.Mapping> quietly(byte[] bytes) {
    try {
      return YamlFile.parse(bytes) instanceof Node.Mapping root
          ? Optional.of(root)
          : Optional.empty();
    } catch (YamlException reportedWithTheFile) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> bytes(String path) {
    try {
      return tree.read(path);
    } catch (UncheckedIOException | SourceTree.OutsideProject unreadable) {
      return Optional.empty();
    }
  }

  private static void outside(SourceFile from, String pointer, String written) {
    from.report(
        Rule.FILE_OUTSIDE,
        pointer,
        written + " lies outside the project",
        "Move the file into it.");
  }

  /** Notes the stamp before the file is read: a change in between shows as a change. */
  boolean exists(String path) {
    return stamps.computeIfAbsent(path, absent -> stamp(tree, absent)).isPresent();
  }

  /** A file that cannot be looked at counts as there: reading it will say why. */
  static Optional<Stamp> stamp(SourceTree tree, String path) {
    try {
      return tree.stamp(path);
    } catch (UncheckedIOException | SourceTree.OutsideProject unreadable) {
      return Optional.of(UNREADABLE);
    }
  }

  /** Reads a file as a mapping; reports and gives nothing when that cannot be done. */
  Optional<SourceFile> open(String path) {
    if (!opened.containsKey(path)) {
      opened.put(path, exists(path) ? opened(path) : Optional.empty());
    }
    return opened.get(path);
  }

  private Optional<SourceFile> opened(String path) {
    try {
      byte[] bytes = tree.read(path).orElseThrow(() -> new SourceTree.OutsideProject(path));
      files.put(path, bytes);
      return SourceFile.parse(path, bytes, findings);
    } catch (UncheckedIOException | SourceTree.OutsideProject unreadable) {
      String why = "the file cannot be read: " + unreadable.getMessage();
      findings.add(Rule.FILE_MISSING, path, Mark.START, why, "");
    }
    return Optional.empty();
  }
}
