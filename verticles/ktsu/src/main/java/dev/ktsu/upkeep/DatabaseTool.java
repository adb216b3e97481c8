package dev.ktsu.upkeep;

import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import java.nio.file.Path;

/** The tool of a Postgres database that does what a command does for a file. */
enum DatabaseTool {
  BACKUP("pg_dump --format=custom --file='%1$s'%2$s --dbname='%3$s'"),
  RESTORE("pg_restore --clean --if-exists --single-transaction%2$s --dbname='%3$s' '%1$s'");

  private final String command;

  DatabaseTool(String command) {
    this.command = command;
  }

  /** The line to type; the tool asks for the password, or takes it from PGPASSWORD. */
  String line(Path copy, DatabaseAddress address, String schema) {
    String narrowed = schema.isEmpty() ? "" : " --schema=" + schema;
    return command.formatted(copy, narrowed, "postgres://" + address);
  }
}
