package dev.ktsu.orchestrator.store.differential;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a store is, in the fewest words: the appends that were kept, by run. */
final class Model {
  private final TreeMap<RunId, List<Append>> runs = new TreeMap<>();
  private final Map<String, byte[]> definitions = new HashMap<>();
  private final Map<String, Claim> claims = new HashMap<>();

  boolean append(Append append) {
    if (head(append.run()) != append.head()) {
      return false;
    }
    runs.computeIfAbsent(append.run(), unborn -> new ArrayList<>()).add(append);
    return true;
  }

  /** The last append of a run. */
  Append last(RunId run) {
    return runs.get(run).getLast();
  }

  long head(RunId run) {
    return runs.containsKey(run) ? last(run).row().head() : 0;
  }

  List<Recorded> journal(RunId run, long seq, int limit) {
    return entries(run).stream()
        .filter(entry -> entry.seq() > seq)
        .limit(limit)
        .map(
            entry ->
                EventCodec.decode(
                    entry.seq(), entry.at(), entry.type(), entry.version(), entry.meta()))
        .toList();
  }

  Map<Long, byte[]> payloads(RunId run, Collection<Long> seqs) {
    Map<Long, byte[]> found = new HashMap<>();
    for (Entry entry : entries(run)) {
      byte[] payload = entry.payload();
      if (payload != null && seqs.contains(entry.seq())) {
        found.put(entry.seq(), payload);
      }
    }
    return found;
  }

  List<RunId> unsettled() {
    return rows(runs).filter(row -> !row.settled()).map(RunRow::run).toList();
  }

  List<RunRow> list(RunQuery query) {
    RunId before = query.before();
    return rows((before == null ? runs : runs.headMap(before, false)).descendingMap())
        .filter(row -> query.workflow().isEmpty() || query.workflow().equals(row.workflow()))
        .filter(row -> query.states().isEmpty() || query.states().contains(row.state()))
        .filter(row -> row.createdAt() >= query.since() && row.createdAt() < query.until())
        .filter(row -> !query.held() || row.held() > 0)
        .limit(query.limit())
        .toList();
  }

  void keep(String digest, byte[] files) {
    definitions.putIfAbsent(digest, files);
  }

  Claim claim(Claim claim, long since) {
    Claim holder = claims.get(claim.key());
    if (holder == null || holder.at() < since) {
      claims.put(claim.key(), claim);
      return claim;
    }
    return holder;
  }

  Optional<byte[]> definition(String digest) {
    return Optional.ofNullable(definitions.get(digest));
  }

  private List<Entry> entries(RunId run) {
    return runs.getOrDefault(run, List.of()).stream()
        .flatMap(append -> append.entries().stream())
        .toList();
  }

  private static Stream<RunRow> rows(Map<RunId, List<Append>> runs) {
    return runs.values().stream().map(appends -> appends.getLast().row());
  }
}
