package dev.ktsu.orchestrator.store.memory;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The appends of a store that forgets, in their order. */
final class MemoryFeed implements Feed {
  private final MemoryStore store;
  private final MemoryStore.Data data;

  /** An append: its events are those from {@code first} to {@code last}. */
  record Appended(RunId run, String workflow, long first, long last) {
    boolean has(Entry entry) {
      return first <= entry.seq() && entry.seq() <= last;
    }
  }

  MemoryFeed(MemoryStore store, MemoryStore.Data data) {
    this.store = store;
    this.data = data;
  }

  /** To be called while the data are locked. */
  void add(Append append) {
    String workflow = append.row().workflow();
    data.fed.put(
        ++data.commits,
        new Appended(append.run(), workflow, append.head() + 1, append.row().head()));
  }

  @Override
  public Future<Page> read(FeedPosition after, int limit) {
    return store.later(
        () -> {
          List<Fed> events = new ArrayList<>();
          for (var appended : data.fed.tailMap(after.commit()).entrySet()) {
            if (events.size() >= limit) {
              break;
            }
            events.addAll(events(appended, after));
          }
          List<Fed> page = events.subList(0, Math.min(limit, events.size()));
          return new Page(page, page.isEmpty() ? after : page.getLast().position());
        });
  }

  private List<Fed> events(Map.Entry<Long, Appended> numbered, FeedPosition after) {
    Appended appended = numbered.getValue();
    return data.entries(appended.run()).stream()
        .filter(appended::has)
        .map(entry -> fed(numbered.getKey(), appended, entry))
        .filter(fed -> fed.position().compareTo(after) > 0)
        .toList();
  }

  private static Fed fed(long commit, Appended appended, Entry entry) {
    return new Fed(
        new FeedPosition(commit, appended.run().number(), entry.seq()),
        appended.run(),
        appended.workflow(),
        EventCodec.decode(entry.seq(), entry.at(), entry.type(), entry.version(), entry.meta()));
  }

  @Override
  public Future<Bounds> bounds() {
    return store.later(
        () ->
            new Bounds(
                FeedPosition.before(data.oldestCommit), FeedPosition.before(data.commits + 1)));
  }

  @Override
  public Future<Void> trim(int commitsMax) {
    return store.later(
        () -> {
          while (data.fed.size() > commitsMax) {
            data.oldestCommit = data.fed.pollFirstEntry().getKey() + 1;
          }
          return null;
        });
  }
}
