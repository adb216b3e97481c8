package dev.ktsu.project;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.project.Report.Entry;
import dev.ktsu.project.Report.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * The YAML files of a project. Holds no state: each call reads the files as they are. It blocks.
 */
public final class Project {
  private static final String AGENTS = "agents";
  private static final String TOOL_SERVERS = "servers";
  private static final String ENVIRONMENTS = "environments";
  private static final String TESTS = "tests";

  private final SourceTree tree;
  private final ProjectOptions options;

  private Project(SourceTree tree, ProjectOptions options) {
    this.tree = tree;
    this.options = options;
  }

  public static Project open(SourceTree tree, ProjectOptions options) {
    return new Project(BuiltIns.beside(tree), options);
  }

  /** The files that a definition was made of, which are all there is. */
  static Project pinned(SourceTree tree, ProjectOptions options) {
    return new Project(tree, options);
  }

  /**
   * Loads a root workflow with all files that it needs.
   *
   * @param stem the name of its file without {@code .workflow.yaml}
   * @throws InvalidInput {@code workflow_not_found} when there is no such file or its visibility is
   *     {@code sub-workflow}; {@code workflow_invalid} with the places when any of its files has an
   *     error
   */
  public Definition load(String stem) {
    return load(stem, Loader::workflow);
  }

  /** The same from files that a run is pinned to. */
  Definition restore(String stem) {
    return load(stem, Loader::pinned);
  }

  private Definition load(
      String stem, BiFunction<Loader, String, Optional<Loader.Loaded>> workflow) {
    Loader loader = new Loader(tree, options);
    String path = isStem(stem) ? workflowPath(stem) : "";
    if (path.isEmpty() || !loader.exists(path)) {
      throw Problems.workflowNotFound(stem);
    }
    Optional<Definition> definition = workflow.apply(loader, path).map(Loader.Loaded::definition);
    if (definition.filter(Project::isHidden).isPresent()) {
      throw Problems.workflowNotFound(stem);
    }
    if (definition.isEmpty() || loader.hasErrors()) {
      throw Problems.workflowInvalid(stem, places(loader));
    }
    return definition.get();
  }

  /** Whether there is a workflow of this name, also one that cannot be loaded. */
  boolean has(String stem) {
    return isStem(stem) && Loader.stamp(tree, workflowPath(stem)).isPresent();
  }

  /** Whether it can be invoked, or could be without its errors. */
  boolean isRoot(String stem) {
    try {
      load(stem);
      return true;
    } catch (InvalidInput refused) {
      return refused.code() != Code.WORKFLOW_NOT_FOUND;
    }
  }

  /** Whether no file of the closure has changed since it was loaded. */
  public boolean isCurrent(Definition definition) {
    return definition.stamps().entrySet().stream()
        .allMatch(each -> Loader.stamp(tree, each.getKey()).equals(each.getValue()));
  }

  /**
   * A workflow to look at, also one with errors.
   *
   * @param path project-relative path of its file
   * @return empty when there is no such file, or nothing in it can be read
   */
  public Optional<Outline> outline(String path) {
    Loader loader = new Loader(tree, options);
    return loader.workflow(path).map(loaded -> new Outlines(loaded, loader).draw());
  }

  /** The root workflows and sub-workflows of the project by stem, sorted. */
  public List<String> workflows() {
    return named(options.workflowDir(), WorkflowReader.ENDING).stream()
        .map(path -> Paths.stem(path, WorkflowReader.ENDING))
        .toList();
  }

  /**
   * The gateway's file, when there is one.
   *
   * @throws InvalidInput {@code project_invalid} with the places
   */
  public Optional<GatewayFile> gateway() {
    return Systems.gateway(tree, options);
  }

  /**
   * An environment by its file.
   *
   * @param path project-relative
   * @throws InvalidInput {@code project_invalid} with the places
   */
  public Optional<Environment> environment(String path) {
    return Systems.environment(tree, options, path);
  }

  /**
   * An environment by its name, {@code prod} for {@code environments/prod.env.yaml}, or by its
   * path.
   *
   * @throws InvalidInput {@code project_invalid} with the places, or because there is none
   */
  public Environment environmentNamed(String name) {
    String path =
        name.endsWith(EnvironmentReader.ENDING)
            ? name
            : ENVIRONMENTS + "/" + name + EnvironmentReader.ENDING;
    return environment(path).orElseThrow(() -> noEnvironment(path));
  }

  private InvalidInput noEnvironment(String path) {
    List<String> known = named(ENVIRONMENTS, EnvironmentReader.ENDING);
    return new InvalidInput(
        Code.PROJECT_INVALID,
        400,
        "project invalid",
        "There is no environment file " + path + ".",
        known.isEmpty() ? "Write it, or leave --env out." : Nearest.remedy(path, known));
  }

  /**
   * Checks every workflow, every other file of the project that none of them needs, and the tests.
   */
  public Report validate() {
    List<Entry> entries = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    Map<String, Optional<Definition>> workflows = new LinkedHashMap<>();
    for (String path : named(options.workflowDir(), WorkflowReader.ENDING)) {
      Loader loader = new Loader(tree, options);
      workflows.put(
          Paths.stem(path, WorkflowReader.ENDING),
          loader.workflow(path).map(Loader.Loaded::definition));
      reached.addAll(loader.read());
      entries.add(new Entry(Kind.WORKFLOW, path, loader.diagnostics()));
    }
    for (String path : named(AGENTS, AgentReader.ENDING)) {
      orphan(path, Kind.AGENT, Loader::loneAgent, reached).ifPresent(entries::add);
    }
    for (String path : named(TOOL_SERVERS, ServerReader.ENDING)) {
      orphan(path, Kind.SERVER, Loader::server, reached).ifPresent(entries::add);
    }
    system(GatewayReader.NAME, Systems::readGateway, entries);
    system(Loader.SERVERS, (loader, path) -> loader.serversFile(), entries);
    for (String path : named(ENVIRONMENTS, EnvironmentReader.ENDING)) {
      system(path, Systems::readEnvironment, entries);
    }
    for (String path : named(TESTS, TestFile.ENDING)) {
      entries.add(new Entry(Kind.TEST, path, test(path, workflows)));
    }
    return new Report(entries);
  }

  private Optional<Entry> orphan(
      String path, Kind kind, BiConsumer<Loader, String> read, Set<String> reached) {
    if (reached.contains(path)) {
      return Optional.empty();
    }
    Loader loader = new Loader(tree, options);
    read.accept(loader, path);
    reached.addAll(loader.read());
    return Optional.of(new Entry(kind, path, loader.diagnostics()));
  }

  private void system(String path, BiConsumer<Loader, String> read, List<Entry> entries) {
    Loader loader = new Loader(tree, options);
    if (loader.exists(path)) {
      read.accept(loader, path);
      entries.add(new Entry(Kind.SYSTEM, path, loader.diagnostics()));
    }
  }

  private List<Diagnostic> test(String path, Map<String, Optional<Definition>> workflows) {
    Loader loader = new Loader(tree, options);
    loader.open(path).ifPresent(file -> new TestWiring(file, workflows).check());
    return loader.diagnostics();
  }

  private List<String> named(String folder, String ending) {
    return tree.list(folder).stream()
        .filter(name -> name.endsWith(ending))
        .map(name -> Paths.within(folder, name))
        .toList();
  }

  String workflowPath(String stem) {
    return Paths.within(options.workflowDir(), stem + WorkflowReader.ENDING);
  }

  private static boolean isStem(String stem) {
    return !stem.isEmpty() && !stem.startsWith(".") && stem.chars().noneMatch(Project::isSeparator);
  }

  private static boolean isHidden(Definition definition) {
    return definition.workflow().visibility() == Visibility.SUB_WORKFLOW;
  }

  private static boolean isSeparator(int c) {
    return c == '/' || c == '\\' || c == 0;
  }

  private static List<Place> places(Loader loader) {
    return loader.diagnostics().stream()
        .filter(Diagnostic::isError)
        .map(Diagnostic::place)
        .toList();
  }
}
