package dev.ktsu.orchestrator.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that share a transaction do not share their fate. */
class WriterTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Writer writer;

  @BeforeEach
  void open() throws SQLException {
    Connection connection = connect();
    Migrations.run(connection);
    writer = new Writer(connection, FaultPoints.NONE, damage -> {});
  }

  @AfterEach
  void close() throws InterruptedException {
    writer.stop();
    vertx.close().await();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("w.db"));
  }

  private List<String> texts(String query) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  @Test
  void jobThatIsRefusedAfterItHasWrittenLeavesNoTrace() throws SQLException {
    Future<Void> first = writer.submit(sql -> sql.keepDefinition("a", new byte[1]), context);
    Future<Void> refused =
        writer.submit(
            sql -> {
              sql.keepDefinition("b", new byte[1]);
              throw StoreProblems.staleHead(new RunId(1), 1);
            },
            context);
    Future<Void> last = writer.submit(sql -> sql.keepDefinition("c", new byte[1]), context);
    writer.start();
    first.await();
    assertThrows(Conflict.class, refused::await);
    last.await();
    assertEquals(List.of("a", "c"), texts("select digest from definitions order by 1"));
    assertEquals(1, writer.commits());
  }

  @Test
  void appendThatIsRefusedLeavesNoTrace() throws SQLException {
    Future<Void> first = writer.append(append(1, 0), context);
    Future<Void> stale = writer.append(append(2, 7), context);
    Future<Void> last = writer.append(append(3, 0), context);
    writer.start();
    first.await();
    assertThrows(Conflict.class, stale::await);
    last.await();
    assertEquals(List.of("1", "3"), texts("select run_no from runs order by 1"));
    assertEquals(List.of("1", "3"), texts("select run_no from journal order by 1"));
    assertEquals(List.of("[[1,1,1],[3,1,1]]"), texts("select appends from feed"));
    assertEquals(1, writer.commits());
  }

  private static Append append(long run, long head) {
    RunRow row =
        new RunRow(
            new RunId(run),
            "w",
            "digest",
            State.RUNNING,
            false,
            head + 1,
            1,
            1,
            0,
            null,
            "",
            Metrics.NONE,
            0,
            "",
            0);
    Entry entry = new Entry(head + 1, 1, "step_computed", 1, "{}".getBytes(UTF_8), new byte[9]);
    return new Append(new RunId(run), head, List.of(entry), row);
  }
}
