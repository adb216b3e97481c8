package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left in a SQLite store of a secret that a caller gave to a run. */
class ErasedSecretsTest {
  private static final int PIECE_BYTES = 32;

  @TempDir Path project;
  private TestOrchestrator orchestrator;
  private FakeRuntime runtime;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .file(
                "agents/a.agent.yaml",
                """
                name: a
                model: m
                params: {schema: {properties: {key: {type: string, secret: true}}}}
                prompt: {system: s, user: u}
                output: {schema: {type: object}}
                """)
            .workflow(
                "w",
                """
                params: {schema: {required: [key], properties: {key: {type: string, secret: true}}}}
                pipeline:
                  - {id: a, agent: ./agents/a.agent.yaml, params: {key: "{{ params.key }}"}}
                """);
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).sweepingOften().start();
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  /** The sealed bytes of all runs, as they are kept. */
  private List<byte[]> sealed() {
    List<byte[]> found = new ArrayList<>();
    try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + orchestrator.database());
        Statement sql = store.createStatement();
        ResultSet rows = sql.executeQuery("select bytes from sealed")) {
      while (rows.next()) {
        found.add(rows.getBytes(1));
      }
      return found;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The file and its log, pages that are free included, a character for each byte. */
  private String stored() {
    StringBuilder all = new StringBuilder();
    for (String ending : List.of("", "-wal")) {
      Path file = orchestrator.database().resolveSibling("ktsu.db" + ending);
      try {
        all.append(Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return all.toString();
  }

  /** How many pieces of these bytes stand somewhere in the store. */
  private long left(byte[] bytes) {
    String stored = stored();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    long left = 0;
    for (int at = 0; at + PIECE_BYTES <= text.length(); at += PIECE_BYTES) {
      left += stored.contains(text.substring(at, at + PIECE_BYTES)) ? 1 : 0;
    }
    return left;
  }

  private static String secret(int length) {
    StringBuilder secret = new StringBuilder();
    Random letters = new Random(length);
    for (int n = 0; n < length; n++) {
      secret.append((char) ('a' + letters.nextInt(26)));
    }
    return secret.toString();
  }

  /** Within a page of the file, and over several. */
  @ParameterizedTest
  @ValueSource(ints = {40, 30_000})
  void nothingOfASecretIsLeftOnceItsRunHasEnded(int length) {
    String secret = secret(length);
    String run = orchestrator.invoke("w", Json.text(Json.object().put("key", secret)));
    InvokeRequest leg = runtime.next();
    byte[] sealed = sealed().getFirst();
    assertTrue(sealed.length > length, "the sealed secret is in the table");
    assertTrue(left(sealed) > 0, "the test finds it in the files");
    assertFalse(stored().contains(secret.substring(0, PIECE_BYTES)), "it is nowhere in the clear");

    assertEquals(200, runtime.answer(leg, "{}").status());
    orchestrator.ended(run);

    Waiting.until("the sweep", () -> left(sealed), left -> left == 0);
    assertEquals(List.of(), sealed());
    assertFalse(stored().contains(secret.substring(0, PIECE_BYTES)));
    assertEquals(200, orchestrator.client().get("/runs/" + run).status());
  }
}
