package dev.ktsu.orchestrator.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteStoreTest
    implements RunStoreContract, InstancesContract, UpkeepContract, FeedContract, SealedContract {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Problem> fatal = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean failing = new AtomicBoolean();
  private SqliteStore writer;
  private SqliteStore second;

  @BeforeEach
  void open() {
    writer = opened();
    second = opened();
  }

  @AfterEach
  void close() {
    writer.stop().await();
    second.stop().await();
    vertx.close().await();
  }

  private SqliteStore opened() {
    FaultPoints faults =
        point -> {
          if (point == FaultPoints.Point.IN_TRANSACTION && failing.get()) {
            throw new IllegalStateException("the disk is gone");
          }
        };
    SqliteStore store = new SqliteStore(vertx, file(), faults, fatal::add);
    store.start().await();
    return store;
  }

  private Path file() {
    return folder.resolve("sub/ktsu.db");
  }

  @Override
  public RunStore writer() {
    return writer;
  }

  @Override
  public RunStore second() {
    return second;
  }

  @Override
  public List<String> tablesWith(RunId run) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        ResultSet named =
            connection
                .createStatement()
                .executeQuery(
                    "select m.name from sqlite_master m join pragma_table_info(m.name) c"
                        + " where m.type = 'table' and c.name = 'run_no' order by 1")) {
      while (named.next()) {
        String table = named.getString(1);
        try (ResultSet found =
            connection
                .createStatement()
                .executeQuery(
                    "select 1 from " + table + " where run_no = " + run.number() + " limit 1")) {
          if (found.next()) {
            tables.add(table);
          }
        }
      }
    }
    return tables;
  }

  @Test
  void failedTransactionFailsItsAppendsAndTheNextOneWorks() {
    failing.set(true);
    Problem refused =
        assertThrows(Problem.class, () -> writer.keepDefinition("d", new byte[] {1}).await());
    assertEquals(Code.STORE_UNAVAILABLE, refused.code());
    assertTrue(refused.isRetryable());
    failing.set(false);
    writer.keepDefinition("d", new byte[] {1}).await();
    assertTrue(second.definition("d").await().isPresent());
  }

  @Test
  void cleanStopLeavesOneFile() throws IOException {
    manyAppendsAtOnceAreAllDurable();
    writer.stop().await();
    second.stop().await();
    try (var files = Files.list(file().getParent())) {
      assertEquals(List.of("ktsu.db"), files.map(path -> path.getFileName().toString()).toList());
    }
    writer = opened();
    second = opened();
    assertEquals(2_000, second.unsettled().await().size());
  }

  @Test
  void manyAppendsShareFewTransactions() {
    manyAppendsAtOnceAreAllDurable();
    assertTrue(writer.commits() < 1_000, writer.commits() + " commits for 2,000 appends");
  }

  @Test
  void purgedRunsGiveTheirSpaceBack() throws IOException {
    byte[] large = new byte[1 << 20];
    for (long run = 1; run <= 20; run++) {
      writer.append(StoreSamples.born(run, "w", large)).await();
      writer.append(StoreSamples.ended(run, "w", 1, State.SUCCESS)).await();
    }
    for (long run = 1; run <= 19; run++) {
      writer.purge(new RunId(run), 2).await();
    }
    writer.tidy(0).await();
    writer.stop().await();
    second.stop().await();
    assertTrue(Files.size(file()) < 3 << 20, Files.size(file()) + " bytes for 1 MiB of payload");
    writer = opened();
    second = opened();
    assertArrayEquals(large, second.payloads(new RunId(20), List.of(1L)).await().get(1L));
  }

  @Test
  void fileOfANewerReleaseIsRefusedOnlyWhenThisOneIsTooOld() throws Exception {
    sql("pragma user_version = 99");
    SqliteStore readable = new SqliteStore(vertx, file(), FaultPoints.NONE, fatal::add);
    readable.start().await();
    readable.stop().await();
    sql("update meta set value = '99' where name = 'min_reader'");
    SqliteStore tooOld = new SqliteStore(vertx, file(), FaultPoints.NONE, fatal::add);
    Throwable refused = assertThrows(Throwable.class, () -> tooOld.start().await());
    assertTrue(refused.getMessage().contains("schema 99"), refused.getMessage());
  }

  @Test
  void damagedFileIsSaidToBeDamaged() throws IOException {
    writer.stop().await();
    second.stop().await();
    Path broken = folder.resolve("broken.db");
    Files.writeString(broken, "this is no database at all".repeat(100), StandardOpenOption.CREATE);
    SqliteStore store = new SqliteStore(vertx, broken, FaultPoints.NONE, fatal::add);
    Throwable refused = assertThrows(Throwable.class, () -> store.start().await());
    assertTrue(refused.getMessage().contains("not a database"), refused.getMessage());
    writer = opened();
    second = opened();
  }

  private void sql(String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void runsInSeveralStatesAreFoundByTheIndexOfStates() throws SQLException {
    List<State> running = List.of(State.RUNNING, State.RECOVERING, State.CANCELLING, State.HELD);

    List<String> plan = plan(listed(new RunStore.RunQuery("", running, 51, null)));

    assertEquals(4, plan.stream().filter(line -> line.contains("INDEX runs_in_state")).count());
    assertTrue(plan.stream().noneMatch(line -> line.contains("PRIMARY KEY")), plan.toString());
    assertTrue(plan.stream().noneMatch(line -> line.contains("TEMP B-TREE")), plan.toString());
  }

  @ParameterizedTest
  @MethodSource
  void indexIsTakenInAStoreThatIsYoung(String index, String sql) throws SQLException {
    assertTrue(plan(sql).getFirst().contains("INDEX " + index), plan(sql).toString());
  }

  static Stream<Arguments> indexIsTakenInAStoreThatIsYoung() {
    RunStore.RunQuery ofWorkflow = new RunStore.RunQuery("w", List.of(), 51, null);
    RunStore.RunQuery held =
        new RunStore.RunQuery("", List.of(), 51, null, 0, Long.MAX_VALUE, true);
    RunStore.RunQuery failed = new RunStore.RunQuery("", List.of(State.FAILED), 51, null);
    return Stream.of(
        arguments("runs_of_workflow", listed(ofWorkflow)),
        arguments("runs_held", listed(held)),
        arguments("runs_in_state", listed(failed)),
        arguments("runs_unsettled", RunTable.UNSETTLED.formatted("?")),
        arguments("runs_unsettled", InstanceTables.ORPHANS.formatted("?")),
        arguments("runs_due", InstanceTables.DUE.formatted("?", "?", "?")));
  }

  private static String listed(RunStore.RunQuery query) {
    return RunTable.list(0, query, n -> "?").sql();
  }

  private List<String> plan(String sql) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        PreparedStatement explain = connection.prepareStatement("explain query plan " + sql);
        ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        plan.add(rows.getString("detail"));
      }
    }
    return plan;
  }
}
