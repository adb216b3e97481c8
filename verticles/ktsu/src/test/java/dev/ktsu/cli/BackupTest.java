package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final String SUM =
      "kind: workflow\nname: sum\npipeline: [{id: one, transform: {ops: []}}]\n";
  private static final String NAP =
      "kind: workflow\nname: nap\npipeline: [{id: wait, sleep: {for: 4s}}]\n";

  @TempDir private Path dir;

  private Cli cli(String... settings) {
    Map<String, String> environment =
        settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    return new Cli(dir, environment);
  }

  private Running orchestrator(String database) {
    new Projects(dir)
        .with("workflows/sum.workflow.yaml", SUM)
        .with("workflows/nap.workflow.yaml", NAP);
    return cli().start("start", "orchestrator", "--port", "0", "--db-path", database);
  }

  private static TestClient client(Running orchestrator) {
    return new TestClient(orchestrator.await("orchestrator listening on (\\S+)"));
  }

  private static String invoke(TestClient client, String workflow) {
    return client.post("/invoke/" + workflow, "{}").json().get("run_id").asText();
  }

  private static String status(TestClient client, String run) {
    return client.get("/runs/" + run).json().at("/run/status").asText();
  }

  private static long number(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void refused(String sentence, String... command) {
    Outcome outcome = cli().call(command);
    assertEquals(1, outcome.code(), outcome.out());
    assertTrue(outcome.err().startsWith("Error: "), outcome.err());
    assertTrue(outcome.err().contains(sentence), outcome.err());
  }

  @Test
  void runsAnsweredBeforeABackupUnderLoadAreInTheCopy() throws Exception {
    try (Running running = orchestrator("ktsu.db")) {
      TestClient client = client(running);
      List<String> answered = new CopyOnWriteArrayList<>();
      AtomicBoolean over = new AtomicBoolean();
      Thread load =
          Thread.startVirtualThread(
              () -> {
                while (!over.get()) {
                  answered.add(invoke(client, "sum"));
                }
              });
      Waiting.until("some load", () -> answered.size() >= 50);
      List<String> before = List.copyOf(answered);
      Outcome outcome = cli().call("backup", "copy.db");
      long during = answered.size();
      over.set(true);
      load.join();
      assertEquals(0, outcome.code(), outcome.err());
      assertTrue(during > before.size(), "nothing was written meanwhile");
      Path copy = dir.resolve("copy.db");
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
      String damage = "select count(*) from pragma_integrity_check where integrity_check <> 'ok'";
      assertEquals(0, number(copy, damage));
      for (String run : before) {
        long no = Long.parseLong(run.substring("run_".length()), 16);
        assertEquals(1, number(copy, "select count(*) from runs where run_no = " + no), run);
      }
      long runs = number(copy, "select count(*) from runs");
      assertTrue(outcome.out().contains("copy.db: " + runs + " runs"), outcome.out());
    }
  }

  @Test
  void unfinishedRunsOfARestoredCopyGoOn() {
    String run;
    try (Running running = orchestrator("ktsu.db")) {
      TestClient client = client(running);
      run = invoke(client, "nap");
      assertEquals(0, cli().call("backup", "copy.db").code());
      running.kill();
    }
    Outcome restored = cli().call("restore", "copy.db", "--db-path", "other/place.db");
    assertEquals(0, restored.code(), restored.err());
    assertTrue(restored.out().contains("1 runs, 1 of them not over"), restored.out());
    try (Running running = orchestrator("other/place.db")) {
      TestClient client = client(running);
      Waiting.until("its end", () -> status(client, run), "complete"::equals);
    }
  }

  @Test
  void storeInUseOrWithRunsIsNotReplacedUnasked() throws Exception {
    try (Running running = orchestrator("ktsu.db")) {
      TestClient client = client(running);
      invoke(client, "sum");
      assertEquals(0, cli().call("backup", "copy.db").code());
      invoke(client, "sum");
      refused("in use", "restore", "copy.db", "--force");
      assertEquals(0, running.terminate());
    }
    refused("with 2 runs", "restore", "copy.db");
    Outcome forced = cli().call("restore", "copy.db", "--force");
    assertEquals(0, forced.code(), forced.err());
    assertEquals(1, number(dir.resolve("ktsu.db"), "select count(*) from runs"));
    assertFalse(Files.exists(dir.resolve("ktsu.db-wal")));
    refused("There is already", "backup", "copy.db");
  }

  @Test
  void whatIsNoStoreIsNotRestored() throws IOException, SQLException {
    Files.writeString(dir.resolve("text.db"), "no database ".repeat(1_000));
    refused("text.db is no ktsu database", "restore", "text.db");
    refused("There is no file", "restore", "none.db");
    refused("There is no file", "backup", "copy.db");
    try (Running running = orchestrator("ktsu.db")) {
      invoke(client(running), "sum");
      assertEquals(0, cli().call("backup", "copy.db").code());
    }
    Path copy = dir.resolve("copy.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      connection.createStatement().execute("pragma user_version = 99");
      connection
          .createStatement()
          .execute("update meta set value = '98' where name = 'min_reader'");
    }
    refused("a newer release", "restore", "copy.db", "--db-path", "new.db");
    assertFalse(Files.exists(dir.resolve("new.db")));
  }

  @Test
  void damagedCopyIsNotRestored() throws IOException {
    try (Running running = orchestrator("ktsu.db")) {
      TestClient client = client(running);
      for (int i = 0; i < 50; i++) {
        invoke(client, "sum");
      }
      assertEquals(0, cli().call("backup", "copy.db").code());
    }
    byte[] bytes = Files.readAllBytes(dir.resolve("copy.db"));
    for (int i = bytes.length / 2; i < bytes.length; i++) {
      bytes[i] = 0x55;
    }
    Files.write(dir.resolve("copy.db"), bytes);
    refused("damaged", "restore", "copy.db", "--db-path", "new.db");
    assertFalse(Files.exists(dir.resolve("new.db")));
  }

  @Test
  void otherStoresAreCopiedInOtherWays() {
    Outcome postgres =
        cli("KTSU_DB_URL", "postgres://me:topsecret@db.example:5433/runs")
            .call("backup", "runs.dump", "--store-type", "postgres", "--db-schema", "ktsu");
    assertEquals(1, postgres.code());
    assertTrue(
        postgres
            .err()
            .contains(
                "pg_dump --format=custom --file='runs.dump' --schema=ktsu"
                    + " --dbname='postgres://me@db.example:5433/runs'"),
        postgres.err());
    assertFalse(postgres.err().contains("topsecret"), postgres.err());
    refused("KTSU_STORE_TYPE=sqlite", "backup", "copy.db", "--store-type", "memory");
  }
}
