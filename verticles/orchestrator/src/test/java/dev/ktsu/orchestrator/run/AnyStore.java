package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** The kinds of store, for tests that say the same of all. */
enum AnyStore {
  MEMORY,
  SQLITE,
  POSTGRES;

  /**
   * An empty store that is started.
   *
   * @param schema of a Postgres database, not used before
   */
  RunStore open(Vertx vertx, Path folder, FreshDatabase database, String schema) {
    RunStore store =
        switch (this) {
          case MEMORY -> MemoryStore.of(vertx, new MemoryStore.Data(Clock.system()));
          case SQLITE ->
              new SqliteStore(vertx, folder.resolve("r.db"), FaultPoints.NONE, AnyStore::damaged);
          case POSTGRES ->
              new PostgresStore(
                  vertx,
                  DatabaseAddress.of(database.url(), schema),
                  Patience.USUAL,
                  Clock.system(),
                  AnyStore::damaged);
        };
    store.start().await();
    return store;
  }

  private static void damaged(Problem problem) {
    throw new AssertionError(problem);
  }
}
