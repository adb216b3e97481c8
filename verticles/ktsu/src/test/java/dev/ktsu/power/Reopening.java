package dev.ktsu.power;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.power.Operation.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the store from what a power failure has left, and looks for what was promised. */
final class Reopening {
  private static final String UNEVEN =
      "select count(*) from runs r where head <> (select count(*) from journal j where"
          + " j.tenant = r.tenant and j.run_no = r.run_no) or head <> (select max(seq) from journal"
          + " j where j.tenant = r.tenant and j.run_no = r.run_no)";

  private final Vertx vertx;
  private final Path folder;

  /**
   * @param folder is emptied for each opening
   */
  Reopening(Vertx vertx, Path folder) {
    this.vertx = vertx;
    this.folder = folder;
  }

  /**
   * What is wrong, empty for nothing.
   *
   * @param files of the database, by name
   * @param promises that were given before the power went
   */
  List<String> faults(Map<String, byte[]> files, String database, List<Answer> promises)
      throws IOException {
    Path file = folder.resolve(database);
    try {
      lay(files);
      List<String> faults = new ArrayList<>();
      RunStore store = new SqliteStore(vertx, file, FaultPoints.NONE, problem -> {});
      store.start().await();
      try {
        inspect(file, promises, faults);
        if (!promises.isEmpty()) {
          lastIn(store, promises.getLast(), faults);
        }
      } finally {
        store.stop().await();
      }
      return faults;
    } catch (SQLException | RuntimeException failure) {
      return List.of("the store does not open: " + failure);
    }
  }

  private void lay(Map<String, byte[]> files) throws IOException {
    Files.createDirectories(folder);
    try (var old = Files.list(folder)) {
      for (Path each : old.toList()) {
        Files.delete(each);
      }
    }
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      Files.write(folder.resolve(each.getKey()), each.getValue());
    }
  }

  private static void inspect(Path file, List<Answer> promises, List<String> faults)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      try (ResultSet rows = sql.executeQuery("pragma integrity_check")) {
        String verdict = rows.next() ? rows.getString(1) : "nothing";
        if (!verdict.equals("ok")) {
          faults.add("integrity_check: " + verdict);
        }
      }
      try (ResultSet rows = sql.executeQuery(UNEVEN)) {
        if (rows.next() && rows.getInt(1) > 0) {
          faults.add(rows.getInt(1) + " runs are there in part");
        }
      }
      kept(sql, promises, faults);
    }
  }

  private static void kept(Statement sql, List<Answer> promises, List<String> faults)
      throws SQLException {
    Map<Operation.Promise, List<Long>> kept = new HashMap<>();
    kept.put(Operation.Promise.ACCEPTED, runs(sql, "run_created"));
    kept.put(Operation.Promise.CANCELLING, runs(sql, "run_cancelling"));
    for (Answer promise : promises) {
      if (!kept.get(promise.promise()).contains(RunId.parse(promise.run()).number())) {
        faults.add(promise.promise() + " of " + promise.run() + " is lost");
      }
    }
  }

  private static List<Long> runs(Statement sql, String type) throws SQLException {
    List<Long> runs = new ArrayList<>();
    try (ResultSet rows =
        sql.executeQuery("select run_no from journal where type = '" + type + "'")) {
      while (rows.next()) {
        runs.add(rows.getLong(1));
      }
    }
    return runs;
  }

  /** The way of the product itself, for the one that was in most danger. */
  private static void lastIn(RunStore store, Answer promise, List<String> faults) {
    List<Recorded> journal = store.journal(RunId.parse(promise.run()), 0).await();
    if (journal.isEmpty() || !(journal.getFirst().event() instanceof Event.RunCreated)) {
      faults.add(promise.run() + " does not begin with its creation");
    }
  }
}
