package dev.ktsu.validate;

import dev.ktsu.outline.Mermaid;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.Report;
import dev.ktsu.project.SourceTree;
import dev.ktsu.project.Workspaces;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a project. */
@Command(
    name = "validate",
    description = "Checks every YAML file of a project; exit code 1 when one has an error.")
public final class ValidateCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "<dir>",
      description = "Root of the project, before --project-dir.")
  private @Nullable String dir;

  @ArgGroup private Form form = new Form();

  /** How the findings are printed; for a person where nothing is said. */
  static final class Form {
    @Option(names = "--json", description = "Prints the findings as one JSON object.")
    private boolean json;

    @Option(
        names = "--sarif",
        description = "Prints the findings as SARIF 2.1.0, for code hosts and editors.")
    private boolean sarif;

    @Option(
        names = "--graph",
        description = "Prints each workflow as a Mermaid flow chart; steps with errors stand out.")
    private boolean graph;

    boolean isForPrograms() {
      return json || sarif || graph;
    }
  }

  public ValidateCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.add(
        spec, List.of(Registry.PROJECT_DIR, Registry.WORKFLOW_DIR, Registry.WORKSPACES));
  }

  @Override
  public Integer call() {
    Settings settings = SettingFlags.read(spec, shell.environment());
    String given = dir == null ? settings.get(Registry.PROJECT_DIR) : dir;
    Path root = folder(given);
    List<String> more = settings.get(Registry.WORKSPACES);
    more.forEach(ValidateCommand::folder);
    ProjectOptions options =
        new ProjectOptions(
            settings.get(Registry.WORKFLOW_DIR),
            settings.get(Registry.ALLOWLIST_DEFAULT_ALL),
            false);
    if (form.isForPrograms()) {
      if (!more.isEmpty()) {
        throw new CommandError(
            "--json, --sarif and --graph are about one project: leave out --workspace");
      }
      return one(root, given, options);
    }
    Project project = Project.open(SourceTree.of(root), options);
    return all(Workspaces.of(project, more, options), given, options.workflowDir());
  }

  private int one(Path root, String given, ProjectOptions options) {
    Project project = Project.open(SourceTree.of(root), options);
    Report report = project.validate();
    if (form.json) {
      shell.out().print(new JsonPrintout(report).text(given));
    } else if (form.sarif) {
      shell.out().print(new Sarif(root).text(report));
    } else {
      graph(project, report);
    }
    return report.isValid() ? 0 : 1;
  }

  private int all(Workspaces workspaces, String given, String workflowDir) {
    Map<String, Report> reports = workspaces.validate();
    reports.forEach(
        (workspace, report) -> {
          Printout printout = new Printout(report, shell.hasColours());
          if (workspace.isEmpty()) {
            print(printout, given, workflowDir);
          } else {
            print(printout, workspace, ProjectOptions.defaults().workflowDir());
          }
        });
    workspaces.hidden().forEach(hidden -> shell.err().print("Warning: " + hidden + "\n"));
    return reports.values().stream().allMatch(Report::isValid) ? 0 : 1;
  }

  private static Path folder(String given) {
    Path folder = Path.of(given);
    if (!Files.isDirectory(folder)) {
      throw new CommandError(
          "there is no folder " + given + "; name the root of a project, such as examples/hello");
    }
    return folder;
  }

  /** A workflow that cannot be read has no chart. */
  private void graph(Project project, Report report) {
    for (Report.Entry entry : report.entries()) {
      if (entry.kind() == Report.Kind.WORKFLOW) {
        String chart =
            project
                .outline(entry.file())
                .map(Mermaid::of)
                .orElse("%% (the workflow cannot be read)\n");
        shell.out().println("%% Mermaid Graph for " + entry.file());
        shell.out().println(chart);
      }
    }
    shell.err().print(new Printout(report, false).errors());
  }

  private void print(Printout printout, String project, String workflowDir) {
    shell.out().print(printout.overview(project, workflowDir));
    shell.err().print(printout.warnings());
    shell.err().print(printout.errors());
  }
}
