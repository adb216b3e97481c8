package dev.ktsu.run;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The workflow that a person means.
 *
 * @param project root of its project
 * @param workflowDir project-relative folder of the workflow
 * @param workflow the file's name without {@code .workflow.yaml}
 */
record Target(Path project, String workflowDir, String workflow) {
  private static final String ENDING = ".workflow.yaml";

  /**
   * Finds it.
   *
   * @param given a project's folder or a workflow's file
   * @param named the workflow of the folder; empty for its only root workflow
   * @throws CommandError when there is none or more than one, with what there is
   * @throws Problem when its files have an error, with the places
   */
  static Target find(Path given, Optional<String> named, Settings settings) {
    if (Files.isDirectory(given)) {
      return inFolder(given, named, settings);
    }
    if (!Files.isRegularFile(given)) {
      throw new CommandError(
          "there is no " + given + "; name a project folder or a " + ENDING + " file");
    }
    String name = given.getFileName().toString();
    if (!name.endsWith(ENDING)) {
      throw new CommandError(given + " is no workflow: its name must end with " + ENDING);
    }
    if (named.isPresent()) {
      throw new CommandError("--workflow goes with a project folder, not with a file");
    }
    return ofFile(given.toAbsolutePath().normalize(), stem(name), settings);
  }

  private static Target inFolder(Path folder, Optional<String> named, Settings settings) {
    String workflowDir = settings.get(Registry.WORKFLOW_DIR);
    Project project = open(folder, workflowDir, settings);
    List<String> roots =
        project.workflows().stream().filter(each -> isRoot(project, each)).toList();
    if (named.isPresent() && !roots.contains(named.get())) {
      throw new CommandError(
          "there is no root workflow \"" + named.get() + "\" in " + folder + choice(roots));
    }
    if (named.isEmpty() && roots.size() != 1) {
      String count = roots.isEmpty() ? "no root workflow" : roots.size() + " root workflows";
      throw new CommandError(
          "there "
              + (roots.size() > 1 ? "are " : "is ")
              + count
              + " in "
              + folder.resolve(workflowDir)
              + choice(roots));
    }
    return new Target(folder, workflowDir, named.orElseGet(roots::getFirst)).checked(project);
  }

  /** Beside the folders of its project, or alone. */
  private static Target ofFile(Path file, String workflow, Settings settings) {
    Path folder = file.getParent();
    String usual = settings.get(Registry.WORKFLOW_DIR);
    boolean inProject = folder.endsWith(usual) && folder.getParent() != null;
    Path root = inProject ? folder.resolve(up(usual)).normalize() : folder;
    String workflowDir = inProject ? usual : ".";
    return new Target(root, workflowDir, workflow).checked(open(root, workflowDir, settings));
  }

  private Target checked(Project files) {
    files.load(workflow);
    return this;
  }

  private static String up(String folder) {
    return "../".repeat(Path.of(folder).getNameCount());
  }

  /** A workflow with errors is a root one as well, so that its errors are shown. */
  private static boolean isRoot(Project project, String workflow) {
    try {
      project.load(workflow);
      return true;
    } catch (Problem refused) {
      return refused.code() != Code.WORKFLOW_NOT_FOUND;
    }
  }

  private static Project open(Path root, String workflowDir, Settings settings) {
    boolean allTools = settings.get(Registry.ALLOWLIST_DEFAULT_ALL);
    return Project.open(SourceTree.of(root), new ProjectOptions(workflowDir, allTools, false));
  }

  private static String choice(List<String> roots) {
    return roots.isEmpty()
        ? "; a workflow is a file workflows/<name>" + ENDING
        : "; choose one with --workflow: " + String.join(", ", roots);
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }
}
