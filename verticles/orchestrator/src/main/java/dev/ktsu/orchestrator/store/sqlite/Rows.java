package dev.ktsu.orchestrator.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Inserts rows of one run into one table, many with few statements: a statement costs as much as a
 * row of it, and a value that is bound a good part of one. Used by the writer's thread alone.
 */
final class Rows<T> implements AutoCloseable {
  private static final int[] AT_ONCE = {16, 8, 4, 2, 1};

  private final List<PreparedStatement> inserts = new ArrayList<>(AT_ONCE.length);
  private final int columns;
  private final Values<T> values;

  /** Sets the columns of one row, of which {@code before} values come before the first. */
  @FunctionalInterface
  interface Values<T> {
    void set(PreparedStatement insert, int before, T row) throws SQLException;
  }

  /**
   * @param columns of the table beside tenant and run, all of which every row sets
   */
  Rows(Connection connection, String table, List<String> columns, Values<T> values)
      throws SQLException {
    this.columns = columns.size();
    this.values = values;
    String row =
        "(%d, ?1, %s)"
            .formatted(
                SqliteStore.TENANT, String.join(", ", Collections.nCopies(columns.size(), "?")));
    for (int count : AT_ONCE) {
      inserts.add(
          connection.prepareStatement(
              "insert into %s (tenant, run_no, %s) values %s"
                  .formatted(
                      table,
                      String.join(", ", columns),
                      String.join(", ", Collections.nCopies(count, row)))));
    }
  }

  void insert(long run, List<T> rows) throws SQLException {
    int done = 0;
    for (int size = 0; size < AT_ONCE.length; size++) {
      while (rows.size() - done >= AT_ONCE[size]) {
        PreparedStatement insert = inserts.get(size);
        insert.setLong(1, run);
        for (int row = 0; row < AT_ONCE[size]; row++) {
          values.set(insert, 1 + row * columns, rows.get(done++));
        }
        insert.executeUpdate();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement insert : inserts) {
      insert.close();
    }
  }
}
