package dev.ktsu.testkit.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.TierProcess;
import dev.ktsu.testkit.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FreshDatabaseTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @Test
  void databaseKeepsWhatItAcknowledges() {
    assertEquals(
        3,
        DATABASE.number(
            "select count(*) from pg_settings where setting = 'on'"
                + " and name in ('fsync', 'synchronous_commit', 'full_page_writes')"));
  }

  @Test
  void restartKeepsAddressAndData() {
    DATABASE.execute("create table kept as select 7 as n");
    String url = DATABASE.url();
    DATABASE.restartServer();
    assertEquals(url, DATABASE.url());
    assertEquals(7, DATABASE.number("select n from kept"));
  }

  @Test
  void killedTestLeavesNeitherServerNorFiles() {
    try (TierProcess test = TierProcess.start(Holder.class, Map.of())) {
      List<String> said =
          Waiting.until(
              "the server",
              () -> test.log().stream().filter(line -> line.startsWith("holds ")).toList(),
              lines -> !lines.isEmpty());
      String[] words = said.get(0).split(" ");
      int port = Integer.parseInt(words[1]);
      Path data = Path.of(words[2]);
      assertTrue(answers(port));
      test.kill();
      Waiting.until("the end of the server", () -> !answers(port));
      Waiting.until("the end of its files", () -> !Files.exists(data));
    }
  }

  /** Stands in for a JVM with tests. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws InterruptedException {
      PostgresServer server = PostgresServer.shared();
      System.out.println("holds " + server.port() + " " + server.data());
      Thread.currentThread().join();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }
}
