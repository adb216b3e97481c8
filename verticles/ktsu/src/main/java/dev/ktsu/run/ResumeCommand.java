package dev.ktsu.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with runs that an earlier {@code ktsu run} left. */
@Command(
    name = "resume",
    description = {
      "Goes on with runs that an earlier `ktsu run` of the project did not finish.",
      "Exit code 2 when one of them failed, 130 when Ctrl-C cancelled one."
    })
public final class ResumeCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "<run_id>", description = "One run; default all.")
  private @Nullable String run;

  @Mixin private Manner manner = new Manner();

  public ResumeCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.add(spec, List.of(Registry.PROJECT_DIR));
  }

  @Override
  public Integer call() {
    Settings flags = SettingFlags.read(spec, shell.environment());
    Path project = Path.of(flags.get(Registry.PROJECT_DIR));
    Settings settings = manner.settings(shell.environment());
    String takeUp = run == null ? "left" : id(run);
    try (CtrlC ctrlC = CtrlC.watch();
        LocalTiers tiers = LocalTiers.start(shell, settings, project, takeUp, manner.verbose())) {
      List<String> runs = run == null ? LeftOver.taken(tiers.client()).runs() : List.of(run);
      if (runs.isEmpty()) {
        shell.err().println("Nothing to resume in " + project + ".");
      }
      return followAll(runs, tiers, ctrlC);
    }
  }

  private String id(String text) {
    try {
      return RunId.parse(text).toString();
    } catch (InvalidInput noId) {
      throw new ParameterException(
          spec.commandLine(),
          "\"" + text + "\" is no run; name the project by --project-dir, and a run by its id");
    }
  }

  /** They go on at once; they are shown one after the other. */
  private int followAll(List<String> runs, LocalTiers tiers, CtrlC ctrlC) {
    int worst = Follower.DONE;
    for (String each : runs) {
      int code = new Follower(tiers.client(), manner.progress(shell), ctrlC).follow(each);
      worst = Math.max(worst, code);
    }
    return worst;
  }
}
