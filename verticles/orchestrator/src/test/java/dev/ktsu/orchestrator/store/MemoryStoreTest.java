package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class MemoryStoreTest
    implements RunStoreContract, InstancesContract, UpkeepContract, FeedContract, SealedContract {
  private final Vertx vertx = Vertx.vertx();
  private MemoryStore writer;
  private MemoryStore second;

  @BeforeEach
  void open() {
    MemoryStore.Data data = new MemoryStore.Data(Clock.system());
    writer = MemoryStore.of(vertx, data);
    second = MemoryStore.of(vertx, data);
  }

  @AfterEach
  void close() {
    vertx.close().await();
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
  public List<String> tablesWith(RunId run) {
    List<String> tables = new ArrayList<>();
    if (second.row(run).await().isPresent()) {
      tables.add("runs");
    }
    if (!second.journal(run, 0).await().isEmpty()) {
      tables.add("journal");
    }
    if (!second.payloads(run, List.of(1L)).await().isEmpty()) {
      tables.add("payload");
    }
    return tables;
  }
}
