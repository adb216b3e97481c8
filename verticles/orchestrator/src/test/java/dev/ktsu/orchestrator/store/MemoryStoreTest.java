package dev.ktsu.orchestrator.store;

import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class MemoryStoreTest implements RunStoreContract, InstancesContract {
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
}
