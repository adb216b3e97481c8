package dev.ktsu.upkeep;

import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.sqlite.SqliteFile;
import dev.ktsu.orchestrator.store.sqlite.SqliteFile.Content;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Setting;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import java.nio.file.Path;
import java.util.List;

/** The store that the settings of an orchestrator name. */
final class StorePlace {
  /** The flags of a command that works on it. */
  static final List<Setting<?>> SETTINGS =
      List.of(Registry.STORE_TYPE, Registry.DB_PATH, Registry.DB_SCHEMA);

  private StorePlace() {}

  /**
   * The SQLite file.
   *
   * @param tool what does the same for a Postgres database
   * @throws CommandError with the way to go where the store is no file
   */
  static SqliteFile file(Settings settings, DatabaseTool tool, Path copy) {
    return switch (settings.get(Registry.STORE_TYPE)) {
      case "memory" ->
          throw new CommandError(
              "runs in memory end with their process and cannot be copied; keep them with"
                  + " KTSU_STORE_TYPE=sqlite");
      case "postgres" -> {
        String schema = settings.get(Registry.DB_SCHEMA);
        DatabaseAddress address = DatabaseAddress.of(settings.get(Registry.DB_URL), schema);
        throw new CommandError(
            "runs in Postgres are copied by its own tool: " + tool.line(copy, address, schema));
      }
      default -> new SqliteFile(Path.of(settings.get(Registry.DB_PATH)));
    };
  }

  static String words(Content content) {
    return "%d runs, %d of them not over, schema %d"
        .formatted(content.runs(), content.unsettled(), content.schema());
  }
}
