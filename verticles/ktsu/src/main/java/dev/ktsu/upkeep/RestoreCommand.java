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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a copy of a store in its place. */
@Command(
    name = "restore",
    description = {
      "Puts a copy that `ktsu backup` has made in the place of the store.",
      "The orchestrator must be stopped; its next start goes on with the runs that are not over."
    })
public final class RestoreCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<file>", description = "The copy; it stays as it is.")
  private Path copy = Path.of("");

  @Option(names = "--force", description = "Replaces a store that holds runs, or is damaged.")
  private boolean force;

  public RestoreCommand(Shell shell) {
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
    SqliteFile place = StorePlace.file(settings, DatabaseTool.RESTORE, copy);
    Content content = new SqliteFile(copy).restore(place.path(), force);
    shell.out().println("%s: %s of %s".formatted(place.path(), StorePlace.words(content), copy));
    return 0;
  }
}
