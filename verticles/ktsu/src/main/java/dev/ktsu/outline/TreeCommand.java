package dev.ktsu.outline;

import dev.ktsu.project.Outline;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a workflow with all that it leads to. */
@Command(
    name = "tree",
    description = {
      "Prints the steps of a workflow with the order between them, and their agents, tool servers",
      "and sub-workflows. It does so too for files with errors; ktsu validate says which."
    })
final class TreeCommand implements Callable<Integer> {
  private static final String ENDING = ".workflow.yaml";

  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "<file|name>",
      description = "A workflow's file, or its name in the project.")
  private String given = "";

  @Option(
      names = "--format",
      paramLabel = "text|json|mermaid",
      description = "How it is printed. Default text.")
  private Format format = Format.text;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  /** As they are written on the command line. */
  enum Format {
    text,
    json,
    mermaid
  }

  TreeCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.add(spec, List.of(Registry.PROJECT_DIR, Registry.WORKFLOW_DIR));
  }

  @Override
  public Integer call() {
    Settings settings = SettingFlags.read(spec, shell.environment());
    boolean isFile = given.endsWith(ENDING);
    Path project =
        isFile
            ? projectOf(Path.of(given), settings.get(Registry.WORKFLOW_DIR))
            : Path.of(settings.get(Registry.PROJECT_DIR));
    String path =
        isFile
            ? relative(project, Path.of(given))
            : settings.get(Registry.WORKFLOW_DIR) + "/" + given + ENDING;
    Outline outline =
        Project.open(SourceTree.of(project), options(settings))
            .outline(path)
            .orElseThrow(() -> none(project.resolve(path)));
    shell.out().print(print(outline, project));
    return 0;
  }

  private String print(Outline outline, Path project) {
    return switch (json ? Format.json : format) {
      case text -> TreeText.of(outline);
      case json -> TreeJson.of(outline, project);
      case mermaid -> Mermaid.of(outline);
    };
  }

  private static ProjectOptions options(Settings settings) {
    return new ProjectOptions(
        settings.get(Registry.WORKFLOW_DIR), settings.get(Registry.ALLOWLIST_DEFAULT_ALL), false);
  }

  /** The nearest folder above that has a folder of workflows; else the one that it lies in. */
  private static Path projectOf(Path file, String workflowDir) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    for (Path up = folder; up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve(workflowDir))) {
        return up;
      }
    }
    return folder;
  }

  private static String relative(Path project, Path file) {
    Path path = project.relativize(file.toAbsolutePath().normalize());
    return path.toString().replace('\\', '/');
  }

  private static CommandError none(Path file) {
    return new CommandError(
        Files.exists(file)
            ? file + " cannot be read as a workflow; ktsu validate says why"
            : "there is no workflow " + file + "; name a file, or a workflow of --project-dir");
  }
}
