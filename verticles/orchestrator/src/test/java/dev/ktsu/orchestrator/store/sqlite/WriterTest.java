package dev.ktsu.orchestrator.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.futures.FaultPoints;
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

  private List<String> digests() throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery("select digest from definitions order by digest")) {
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
    assertEquals(List.of("a", "c"), digests());
    assertEquals(1, writer.commits());
  }
}
