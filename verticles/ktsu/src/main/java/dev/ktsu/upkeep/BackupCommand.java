package dev.ktsu.upkeep;

import dev.ktsu.orchestrator.store.sqlite.SqliteFile;
import dev.ktsu.orchestrator.store.sqlite.SqliteFile.Content;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the store while an orchestrator works on it. */
@Command(
    name = "backup",
    description = "Copies the runs into one file, while an orchestrator goes on working.")
public final class BackupCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<file>", description = "The copy; not there yet.")
  private Path copy = Path.of("");

  public BackupCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.add(spec, StorePlace.SETTINGS);
  }

  @Override
  public Integer call() {
    Settings settings = SettingFlags.read(spec, shell.environment());
    SqliteFile store = StorePlace.file(settings, DatabaseTool.BACKUP, copy);
    Content content = store.backUp(copy);
    shell.out().println("%s: %s of %s".formatted(copy, StorePlace.words(content), store.path()));
    return 0;
  }
}
