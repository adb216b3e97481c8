package dev.ktsu.orchestrator.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Brings a file to the schema of this release: {@code V<n>.sql} in order, each in one transaction.
 * {@code user_version} is the schema's version; {@code meta.min_reader} the oldest release of the
 * schema that can read it, and only an older reader is refused.
 */
final class Migrations {
  /** The version that this release writes. */
  static final int VERSION = 9;

  /** The oldest reader of what this release writes. */
  private static final int MIN_READER = 8;

  private Migrations() {}

  static void run(Connection connection) throws SQLException {
    run(connection, VERSION);
  }

  /** As far as a version: what a release left behind that knew no later one. */
  static void run(Connection connection, int last) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("begin immediate");
      try {
        int found = number(sql, "pragma user_version");
        if (found > VERSION) {
          refuseTooNew(sql, found);
        }
        for (int version = found + 1; version <= last; version++) {
          for (String statement : statements(version)) {
            sql.execute(statement);
          }
          sql.execute("insert or replace into meta values ('min_reader', '" + MIN_READER + "')");
          sql.execute("pragma user_version = " + version);
        }
        sql.execute("commit");
      } catch (SQLException failure) {
        sql.execute("rollback");
        throw failure;
      }
    }
  }

  private static void refuseTooNew(Statement sql, int found) throws SQLException {
    int minReader = number(sql, "select value from meta where name = 'min_reader'");
    if (minReader > VERSION) {
      throw new SQLException(
          "the database has schema "
              + found
              + " and this release reads up to "
              + VERSION
              + "; use the release that wrote it, or a newer one");
    }
  }

  private static int number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static List<String> statements(int version) throws SQLException {
    try (InputStream in = Migrations.class.getResourceAsStream("V" + version + ".sql")) {
      if (in == null) {
        throw new SQLException("V" + version + ".sql is missing in the jar");
      }
      String text =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
      return Arrays.stream(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException failure) {
      throw new SQLException(failure);
    }
  }
}
