package dev.ktsu.project;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A project, and more of them whose workflows can be invoked beside its own. Of several workflows
 * with one name the first counts, the project's own before all. Everything that a workflow refers
 * to lies in its own project. Holds no state, and blocks.
 */
public final class Workspaces {
  private final List<Workspace> all;

  private record Workspace(String name, Project project) {}

  private Workspaces(List<Workspace> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Opens them.
   *
   * @param roots folders of the other projects in their order; each has its workflows in {@code
   *     workflows/}
   */
  public static Workspaces of(Project project, List<String> roots, ProjectOptions options) {
    ProjectOptions there =
        new ProjectOptions(
            ProjectOptions.defaults().workflowDir(),
            options.omittedAllowlistIsAll(),
            options.literalSecretsAllowed());
    List<Workspace> all = new ArrayList<>(List.of(new Workspace("", project)));
    for (String root : roots) {
      all.add(new Workspace(root, Project.open(SourceTree.of(Path.of(root)), there)));
    }
    return new Workspaces(all);
  }

  /**
   * What is found in each, by its folder; the project's own first, by an empty text. Places in the
   * others begin with their folder.
   */
  public Map<String, Report> validate() {
    Map<String, Report> reports = new LinkedHashMap<>();
    for (Workspace workspace : all) {
      List<Report.Entry> entries =
          workspace.project().validate().entries().stream()
              .map(
                  entry ->
                      new Report.Entry(
                          entry.kind(),
                          entry.file(),
                          entry.diagnostics().stream()
                              .map(found -> found.at(inside(workspace, found.file())))
                              .toList()))
              .toList();
      reports.putIfAbsent(workspace.name(), new Report(entries));
    }
    return reports;
  }

  /**
   * A definition, and whose it is.
   *
   * @param home place of its project in the order
   */
  public record Found(String stem, Definition definition, int home) {}

  /**
   * Loads the first workflow of this name.
   *
   * @throws InvalidInput as {@link Project#load}; files of other projects begin with their name
   */
  public Found load(String stem) {
    for (int home = 0; home < all.size(); home++) {
      if (all.get(home).project().has(stem)) {
        return new Found(stem, load(all.get(home), stem), home);
      }
    }
    throw Problems.workflowNotFound(stem);
  }

  /** Whether loading it again would give the same. */
  public boolean isCurrent(Found found) {
    return all.subList(0, found.home()).stream()
            .noneMatch(earlier -> earlier.project().has(found.stem()))
        && all.get(found.home()).project().isCurrent(found.definition());
  }

  /** Warns of root workflows that nobody can invoke, since another of their name comes before. */
  public List<Diagnostic> hidden() {
    List<Diagnostic> hidden = new ArrayList<>();
    Map<String, String> first = new LinkedHashMap<>();
    for (Workspace workspace : all) {
      for (String stem : workspace.project().workflows()) {
        String path = inside(workspace, workspace.project().workflowPath(stem));
        String earlier = first.putIfAbsent(stem, path);
        if (earlier != null && workspace.project().isRoot(stem)) {
          hidden.add(hidden(path, earlier));
        }
      }
    }
    return hidden;
  }

  private static Diagnostic hidden(String path, String earlier) {
    Rule rule = Rule.HIDDEN_WORKFLOW;
    return new Diagnostic(
        rule.severity(),
        rule.id(),
        path,
        1,
        1,
        "it cannot be invoked: " + earlier + " has the same name and comes first",
        "Rename one of the two files.");
  }

  private static Definition load(Workspace workspace, String stem) {
    try {
      return workspace.project().load(stem);
    } catch (InvalidInput refused) {
      throw new InvalidInput(
          refused.code(),
          refused.status(),
          refused.error(),
          refused.getMessage(),
          refused.remedy(),
          refused.places().stream().map(place -> inside(workspace, place)).toList());
    }
  }

  private static Place inside(Workspace workspace, Place place) {
    return place.file() == null
        ? place
        : new Place(
            place.message(),
            place.pointer(),
            inside(workspace, place.file()),
            place.line(),
            place.column());
  }

  private static String inside(Workspace workspace, String path) {
    return workspace.name().isEmpty() ? path : workspace.name() + "/" + path;
  }
}
