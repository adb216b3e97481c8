package dev.ktsu.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.JsonInput;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one workflow in this process. */
@Command(
    name = "run",
    description = {
      "Runs one workflow here, without a server, and shows it live.",
      "Exit code 2 when the run failed, 130 when Ctrl-C cancelled it."
    })
public final class RunCommand implements Callable<Integer> {
  private static final String LEFT_OVER_STAY = "none";

  private final Shell shell;

  @Parameters(paramLabel = "<project>", description = "A project's folder or a workflow's file.")
  private Path target = Path.of(".");

  @Option(
      names = "--workflow",
      paramLabel = "<name>",
      description = "The workflow, where the folder has several.")
  private @Nullable String workflow;

  @Option(
      names = "--input",
      paramLabel = "<json>",
      defaultValue = "{}",
      description = "Parameters: JSON, @file, or - for standard input.")
  private String input = "";

  @Mixin private Manner manner = new Manner();

  public RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Settings settings = manner.settings(shell.environment());
    ObjectNode params = JsonInput.read(input, shell.in());
    Target found = Target.find(target, Optional.ofNullable(workflow), settings);
    Settings ofRun = settings.with(Registry.WORKFLOW_DIR, found.workflowDir());
    try (CtrlC ctrlC = CtrlC.watch();
        LocalTiers tiers =
            LocalTiers.start(shell, ofRun, found.project(), LEFT_OVER_STAY, manner.verbose())) {
      LeftOver.find(tiers.client()).announce(shell.err(), found.project());
      String run = tiers.client().invoke(found.workflow(), params);
      return new Follower(tiers.client(), manner.progress(shell), ctrlC).follow(run);
    }
  }
}
