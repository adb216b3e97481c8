package dev.ktsu.bench.full;

import dev.ktsu.bench.product.Store;
import dev.ktsu.orchestrator.store.RunTable.Select;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked of a store.
 *
 * @param what in words
 * @param ask asks it; null where its plan alone is of interest
 * @param sql the statement behind it, its parameters written {@code ?}
 * @param index the index that it should go by; {@code primary key} for that of its table, empty
 *     where none is made for it
 */
public record Asked(String what, @Nullable Supplier<Future<?>> ask, Select sql, String index) {
  static final String PRIMARY_KEY = "primary key";

  /** It walks over the runs, and stops when it has enough. */
  static final String NONE = "";

  /** How the database would carry the statement out. */
  public String plan(Store store) throws SQLException {
    return switch (store) {
      case Store.File file -> plan(file, "explain query plan ", "detail");
      case Store.Database database -> plan(database, "explain ", "QUERY PLAN");
    };
  }

  /** What a plan goes by, in words. */
  public String by(String plan) {
    return index.isEmpty() ? "walks over the runs" : (isBy(plan) ? "by " : "NOT by ") + index;
  }

  /** Whether a plan goes by the index, and reads no table from one end to the other. */
  public boolean isBy(String plan) {
    if (index.isEmpty()) {
      return true;
    }
    boolean found =
        index.equals(PRIMARY_KEY)
            ? plan.contains("PRIMARY KEY") || plan.contains("_pkey")
            : plan.contains(index);
    return found && plan.lines().noneMatch(Asked::isWhole);
  }

  /** {@code SCAN runs} without an index (SQLite), or a sequential scan of runs (Postgres). */
  private static boolean isWhole(String line) {
    return line.startsWith("SCAN runs") && !line.contains("USING")
        || line.contains("Seq Scan on runs")
        || line.contains("Seq Scan on claims");
  }

  private String plan(Store store, String explain, String column) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = store.connect();
        PreparedStatement query = connection.prepareStatement(explain + sql.sql())) {
      for (int i = 0; i < sql.values().size(); i++) {
        query.setObject(i + 1, sql.values().getValue(i));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(column));
        }
      }
    }
    return String.join("\n", lines);
  }
}
