package dev.ktsu.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The one Postgres of this JVM. The library that starts it switches durability off, which would
 * make every test of a crash a lie; here it is on. As root the library runs the server in a user
 * namespace, because Postgres refuses to be root.
 */
final class PostgresServer {
  private static final Map<String, String> SERVER =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "max_connections", "200");

  /**
   * Holds the data directory until the pipe to this JVM breaks, which no end of the JVM can
   * prevent; then stops the server and removes the directory.
   */
  private static final String WATCH =
      """
      trap '' HUP INT TERM
      cat >/dev/null
      pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
      if [ -n "$pid" ]; then
        kill -INT "$pid"
        tries=0
        while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
        kill -QUIT "$pid" 2>/dev/null
      fi
      rm -rf "$1"
      """;

  /** Runs it in a session of its own where that is possible: a kill of our group spares it. */
  private static final String ASIDE = "exec $(command -v setsid) sh -c \"$0\" watch \"$1\"";

  /** Unpacked once and used again; of this user, because others could not add to it. */
  private static final Path BINARIES =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "postgres-binaries-" + System.getProperty("user.name"));

  private static final Duration START_WAIT = Duration.ofSeconds(60);

  private final Path data;
  private EmbeddedPostgres server;

  private static final class Shared {
    static final PostgresServer SERVER = begin();
  }

  private PostgresServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  /** Starts it the first time. */
  static PostgresServer shared() {
    return Shared.SERVER;
  }

  Path data() {
    return data;
  }

  int port() {
    return server.getPort();
  }

  /** Stops it as an operator does, and starts it on the same port over the same data. */
  void restart() {
    try {
      int port = server.getPort();
      server.close();
      server = start(data, port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static PostgresServer begin() {
    try {
      Path data = Files.createTempDirectory("ktsu-postgres-");
      watch(data);
      return new PostgresServer(data, start(data, 0));
    } catch (IOException failure) {
      throw new UncheckedIOException("no Postgres for tests", failure);
    }
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(BINARIES.toFile())
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_WAIT)
            .setPort(port);
    SERVER.forEach(builder::setServerConfig);
    return builder.start();
  }

  private static void watch(Path data) throws IOException {
    new ProcessBuilder(List.of("sh", "-c", ASIDE, WATCH, data.toString()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
