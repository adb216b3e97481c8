package dev.ktsu.orchestrator.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier schema has kept is there in this one. */
class MigrationsTest {
  private static final byte[] META = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** A file of schema 7 with these rows. */
  private void fileOfSeven(String... rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement sql = connection.createStatement()) {
      Migrations.run(connection, 7);
      for (String row : rows) {
        sql.execute(row);
      }
    }
  }

  private Path file() {
    return folder.resolve("old.db");
  }

  private SqliteStore open() {
    SqliteStore store = new SqliteStore(vertx, file(), FaultPoints.NONE, damage -> {});
    store.start().await();
    return store;
  }

  private static Append second(long run) {
    RunRow row =
        new RunRow(
            new RunId(run),
            "w",
            "d",
            State.RUNNING,
            false,
            2,
            1,
            2,
            0,
            null,
            "",
            Metrics.NONE,
            0,
            "",
            0);
    return new Append(
        new RunId(run), 1, List.of(new Entry(2, 2, "step_computed", 1, META, new byte[3])), row);
  }

  @Test
  void payloadsThatStoodApartAreFoundBesideNewOnes() throws SQLException {
    fileOfSeven(
        "insert into runs values (0, 9, 'w', 'd', 'running', 0, 1, 1, 1, 0, null, '', '{}', 0, '',"
            + " 0)",
        "insert into journal values (0, 9, 1, 1, 'run_created', 1, '{}')",
        "insert into payload values (0, 9, 1, x'0102')");
    SqliteStore store = open();
    store.append(second(9)).await();
    var found = store.payloads(new RunId(9), List.of(1L, 2L)).await();
    assertArrayEquals(new byte[] {1, 2}, found.get(1L));
    assertArrayEquals(new byte[3], found.get(2L));
    store.stop().await();
  }

  @Test
  void feedGoesOnBehindItsLastNumberAlsoWhenAllOfItWasTrimmed() throws SQLException {
    fileOfSeven(
        "insert into runs values (0, 9, 'w', 'd', 'running', 0, 1, 1, 1, 0, null, '', '{}', 0, '',"
            + " 0)",
        "insert into feed (commit_no, tenant, appends) values (41, 0, '[[9,1,1]]')",
        "delete from feed",
        "insert into meta values ('feed_oldest', '42')");
    SqliteStore store = open();
    FeedPosition end = store.feed().bounds().await().end();
    store.append(second(9)).await();
    Feed.Page page = store.feed().read(end, 9).await();
    assertEquals(1, page.events().size());
    assertEquals(42, page.next().commit());
    assertTrue(store.feed().bounds().await().hold(end));
    store.stop().await();
  }
}
