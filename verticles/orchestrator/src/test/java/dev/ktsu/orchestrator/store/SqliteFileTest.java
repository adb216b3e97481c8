package dev.ktsu.orchestrator.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.store.sqlite.SqliteFile;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
  private static final int INCREMENTAL = 2;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private SqliteStore store(Path file) {
    SqliteStore store =
        new SqliteStore(vertx, file, FaultPoints.NONE, new AtomicReference<>()::set);
    store.start().await();
    return store;
  }

  private static int mode(Path file, String before) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String statement : before.split(";")) {
        connection.createStatement().execute(statement);
      }
      try (ResultSet row = connection.createStatement().executeQuery("pragma auto_vacuum")) {
        return row.getInt(1);
      }
    }
  }

  @Test
  void copyOfAFileThatCannotShrinkCan() throws SQLException {
    Path file = folder.resolve("old.db");
    SqliteStore store = store(file);
    store.append(StoreSamples.born(1, "w")).await();
    store.stop().await();
    assertEquals(0, mode(file, "pragma auto_vacuum = none;vacuum"));
    Path copy = folder.resolve("copy.db");
    assertEquals(1, new SqliteFile(file).backUp(copy).unsettled());
    assertEquals(INCREMENTAL, mode(copy, "select 1"));
    SqliteStore opened = store(copy);
    assertEquals(1, opened.unsettled().await().size());
    opened.stop().await();
  }
}
