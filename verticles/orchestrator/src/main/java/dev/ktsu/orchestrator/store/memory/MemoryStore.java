package dev.ktsu.orchestrator.store.memory;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The store that forgets. Two of them over one {@link Data} behave as two openers of one file. */
public final class MemoryStore implements RunStore {
  private final Executor later;
  private final Data data;
  private final MemoryInstances instances;
  private final MemoryFeed feed;
  private final MemorySealed sealed;
  private final LongAdder appends = new LongAdder();

  /** What is kept. */
  public static final class Data {
    private final TreeMap<RunId, Journaled> runs = new TreeMap<>();
    private final Map<String, byte[]> definitions = new HashMap<>();
    private final Map<String, Long> usedAt = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    final Map<String, MemoryInstances.Lease> leases = new HashMap<>();
    final Map<Instance, TreeMap<RunId, Long>> mail = new HashMap<>();
    final Map<String, MemoryInstances.Heard> beats = new HashMap<>();
    final Map<RunId, Sealed.Kept> sealed = new HashMap<>();
    final TreeMap<Long, MemoryFeed.Appended> fed = new TreeMap<>();
    long commits;
    long oldestCommit;
    final Clock clock;

    public Data(Clock clock) {
      this.clock = clock;
    }

    List<Entry> entries(RunId run) {
      Journaled kept = runs.get(run);
      return kept == null ? List.of() : kept.journal;
    }

    /** Unsettled runs, oldest first. */
    Stream<RunRow> unsettled() {
      return runs.values().stream().map(kept -> kept.row).filter(row -> !row.settled());
    }
  }

  private static final class Journaled {
    private final List<Entry> journal = new ArrayList<>();
    private RunRow row;
    private @Nullable Snapshot snapshot;

    Journaled(RunRow row) {
      this.row = row;
    }

    void keep(Append append) {
      if (append.snapshot() != null) {
        snapshot =
            new Snapshot(
                append.row().head(),
                dev.ktsu.orchestrator.kernel.Snapshot.VERSION,
                append.snapshot());
      }
    }
  }

  /**
   * @param later runs what it is given after the caller has returned
   */
  public MemoryStore(Executor later, Data data) {
    this.later = later;
    this.data = data;
    this.instances = new MemoryInstances(this, data);
    this.feed = new MemoryFeed(this, data);
    this.sealed = new MemorySealed(this, data);
  }

  /** A store that answers on the context of each caller. */
  public static MemoryStore of(Vertx vertx, Data data) {
    return new MemoryStore(
        work -> vertx.getOrCreateContext().runOnContext(now -> work.run()), data);
  }

  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> append(Append append) {
    return later(
        () -> {
          instances.check(append.by());
          Journaled kept = data.runs.get(append.run());
          long head = kept == null ? 0 : kept.row.head();
          if (head != append.head()) {
            throw StoreProblems.staleHead(append.run(), append.head());
          }
          if (kept == null) {
            kept = new Journaled(append.row());
            data.runs.put(append.run(), kept);
          }
          kept.journal.addAll(append.entries());
          kept.row = append.row();
          kept.keep(append);
          instances.tell(append);
          feed.add(append);
          appends.increment();
          return null;
        });
  }

  @Override
  public int waiting() {
    return 0;
  }

  @Override
  public long commits() {
    return appends.sum();
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq) {
    return journal(run, seq, Integer.MAX_VALUE);
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq, int limit) {
    return later(
        () ->
            data.entries(run).stream()
                .filter(entry -> entry.seq() > seq)
                .limit(limit)
                .map(
                    entry ->
                        EventCodec.decode(
                            entry.seq(), entry.at(), entry.type(), entry.version(), entry.meta()))
                .toList());
  }

  @Override
  public Future<Optional<Snapshot>> snapshot(RunId run) {
    return later(() -> Optional.ofNullable(data.runs.get(run)).map(kept -> kept.snapshot));
  }

  @Override
  public Future<Map<Long, byte[]>> payloads(RunId run, Collection<Long> seqs) {
    return later(
        () -> {
          Map<Long, byte[]> found = new HashMap<>();
          for (Entry entry : data.entries(run)) {
            byte[] payload = entry.payload();
            if (payload != null && seqs.contains(entry.seq())) {
              found.put(entry.seq(), payload);
            }
          }
          return found;
        });
  }

  @Override
  public Instances instances() {
    return instances;
  }

  @Override
  public Feed feed() {
    return feed;
  }

  @Override
  public Sealed sealed() {
    return sealed;
  }

  @Override
  public Future<List<RunId>> unsettled() {
    return later(() -> data.unsettled().map(RunRow::run).toList());
  }

  @Override
  public Future<List<RunRow>> list(RunQuery query) {
    return later(
        () ->
            data.runs.descendingMap().values().stream()
                .map(kept -> kept.row)
                .filter(row -> matches(row, query))
                .limit(query.limit())
                .toList());
  }

  @Override
  public Future<Optional<RunRow>> row(RunId run) {
    return later(() -> Optional.ofNullable(data.runs.get(run)).map(kept -> kept.row));
  }

  @Override
  public Future<List<RunRow>> outdated(Kept kept, int limit) {
    return later(
        () -> {
          List<RunRow> settled =
              data.runs.values().stream().map(each -> each.row).filter(RunRow::settled).toList();
          int spare = kept.runsMax() == 0 ? 0 : settled.size() - kept.runsMax();
          return IntStream.range(0, settled.size())
              .filter(i -> i < spare || settled.get(i).completedAt() < kept.since())
              .mapToObj(settled::get)
              .limit(limit)
              .toList();
        });
  }

  @Override
  public Future<Void> purge(RunId run, long head) {
    return later(
        () -> {
          Journaled there = data.runs.get(run);
          if (there != null && (there.row.head() != head || !there.row.settled())) {
            throw StoreProblems.staleHead(run, head);
          }
          data.runs.remove(run);
          data.claims.values().removeIf(claim -> claim.run().equals(run));
          data.sealed.remove(run);
          data.mail.values().forEach(runs -> runs.remove(run));
          data.fed.values().removeIf(append -> append.run().equals(run));
          return null;
        });
  }

  @Override
  public Future<Void> tidy(long claimsSince) {
    return later(
        () -> {
          data.claims.values().removeIf(claim -> claim.at() < claimsSince);
          return null;
        });
  }

  @Override
  public Future<Void> forgetDefinitions(long unusedMillis) {
    return later(
        () -> {
          long before = data.clock.millis() - unusedMillis;
          Set<String> used =
              data.runs.values().stream().map(kept -> kept.row.definition()).collect(toSet());
          data.usedAt
              .entrySet()
              .removeIf(kept -> kept.getValue() < before && !used.contains(kept.getKey()));
          data.definitions.keySet().retainAll(data.usedAt.keySet());
          return null;
        });
  }

  @Override
  public Future<StoreFacts> facts() {
    return later(
        () ->
            new StoreFacts(
                "memory",
                "this process",
                0,
                0,
                0,
                new StoreFacts.Size(-1, -1, -1, -1),
                "",
                data.runs.values().stream()
                    .collect(groupingBy(kept -> kept.row.state(), counting())),
                Map.of()));
  }

  @Override
  public Future<Claim> claim(Claim claim, long since) {
    return later(
        () -> {
          data.claims.values().removeIf(old -> old.at() < since);
          Claim holder = data.claims.putIfAbsent(claim.key(), claim);
          return holder == null ? claim : holder;
        });
  }

  @Override
  public Future<Void> keepDefinition(String digest, byte[] files) {
    return later(
        () -> {
          data.definitions.putIfAbsent(digest, files);
          data.usedAt.put(digest, data.clock.millis());
          return null;
        });
  }

  @Override
  public Future<Optional<byte[]>> definition(String digest) {
    return later(() -> Optional.ofNullable(data.definitions.get(digest)));
  }

  @Override
  public Future<Void> check() {
    return Future.succeededFuture();
  }

  private static boolean matches(RunRow row, RunQuery query) {
    return (query.workflow().isEmpty() || query.workflow().equals(row.workflow()))
        && (query.states().isEmpty() || query.states().contains(row.state()))
        && (query.before() == null || row.run().compareTo(query.before()) < 0)
        && row.createdAt() >= query.since()
        && row.createdAt() < query.until()
        && (!query.held() || row.held() > 0);
  }

  /** Never at once: who calls a store must not see its answer before its own call returns. */
  <T> Future<T> later(Callable<T> work) {
    Promise<T> answer = Promise.promise();
    later.execute(
        () -> {
          try {
            T result;
            synchronized (data) {
              result = work.call();
            }
            answer.complete(result);
          } catch (Exception failure) {
            answer.fail(failure);
          }
        });
    return answer.future();
  }
}
