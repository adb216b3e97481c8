package dev.ktsu.orchestrator.store.memory;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.run.Sealed;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The sealed bytes of runs in a {@link MemoryStore.Data}. */
final class MemorySealed implements Sealed {
  private final MemoryStore store;
  private final MemoryStore.Data data;

  MemorySealed(MemoryStore store, MemoryStore.Data data) {
    this.store = store;
    this.data = data;
  }

  @Override
  public Future<Void> keep(RunId run, long at, byte[] bytes) {
    return store.later(
        () -> {
          data.sealed.put(run, new Kept(at, bytes));
          return null;
        });
  }

  @Override
  public Future<Optional<Kept>> of(RunId run) {
    return store.later(() -> Optional.ofNullable(data.sealed.get(run)));
  }

  @Override
  public Future<Void> erase(RunId run, long at) {
    return store.later(
        () -> {
          data.sealed.computeIfPresent(run, (same, kept) -> kept.at() <= at ? null : kept);
          return null;
        });
  }

  @Override
  public Future<Void> eraseUnneeded(long before) {
    return store.later(
        () -> {
          Set<RunId> unsettled = data.unsettled().map(RunRow::run).collect(Collectors.toSet());
          data.sealed
              .entrySet()
              .removeIf(
                  each -> each.getValue().at() < before && !unsettled.contains(each.getKey()));
          return null;
        });
  }
}
