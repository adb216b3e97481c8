package dev.ktsu.bench.product;

import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** An empty store for one benchmark: what the product is told of it, and a way in beside it. */
public sealed interface Store extends AutoCloseable {

  /** Which one. */
  enum Kind {
    SQLITE("SQLite"),
    POSTGRES("Postgres");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** The kind with this name, {@code sqlite} or {@code postgres}. */
    public static Kind of(String name) {
      for (Kind kind : values()) {
        if (kind.word.equalsIgnoreCase(name)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown store " + name + "; expected sqlite or postgres");
    }
  }

  /** Environment of an orchestrator that works on it. */
  Map<String, String> settings();

  /** A connection of its own. */
  Connection connect() throws SQLException;

  /** The product's own class over it, not started. */
  RunStore open(Vertx vertx);

  @Override
  void close();

  /**
   * Makes one.
   *
   * @param folder where the file of SQLite goes; Postgres has its data in the temporary folder of
   *     this JVM, from its first store to the JVM's end
   */
  static Store in(Path folder, Kind kind) {
    return switch (kind) {
      case SQLITE -> new File(folder.resolve("ktsu.db"));
      case POSTGRES -> Database.create();
    };
  }

  /** A SQLite file; it goes with its folder. */
  record File(Path path) implements Store {
    @Override
    public Map<String, String> settings() {
      return Map.of("KTSU_STORE_TYPE", "sqlite", "KTSU_DB_PATH", path.toString());
    }

    @Override
    public Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + path + "?busy_timeout=5000");
    }

    @Override
    public RunStore open(Vertx vertx) {
      return new SqliteStore(vertx, path, FaultPoints.NONE, Store::damaged);
    }

    @Override
    public void close() {
      // The folder's owner deletes it.
    }
  }

  /** A Postgres database with fsync and synchronous_commit on. */
  record Database(FreshDatabase database) implements Store {
    static Database create() {
      FreshDatabase database = new FreshDatabase();
      database.create();
      return new Database(database);
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("KTSU_STORE_TYPE", "postgres", "KTSU_DB_URL", database.url());
    }

    @Override
    public Connection connect() throws SQLException {
      String url = database.url().replace("postgres://postgres@", "jdbc:postgresql://");
      return DriverManager.getConnection(url, "postgres", "");
    }

    @Override
    public RunStore open(Vertx vertx) {
      DatabaseAddress address = DatabaseAddress.of(database.url(), "");
      return new PostgresStore(vertx, address, Patience.USUAL, Clock.system(), Store::damaged);
    }

    @Override
    public void close() {
      database.drop();
    }
  }

  private static void damaged(Throwable problem) {
    throw new IllegalStateException("the store is damaged", problem);
  }
}
