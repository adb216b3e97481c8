package dev.ktsu.orchestrator.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Payloads;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The payloads of one active run: those last used at hand, the others from the store. */
final class RunPayloads implements PayloadSource {
  private record Cached(ObjectNode tree, int bytes) {}

  private final RunId run;
  private final RunStore store;
  private final int bytesMax;
  private final LinkedHashMap<Long, Cached> cached = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  RunPayloads(RunId run, RunStore store, int bytesMax) {
    this.run = run;
    this.store = store;
    this.bytesMax = bytesMax;
  }

  /** What a decision needs, and how many bytes that is. */
  record Loaded(Map<Long, ObjectNode> trees, int bytes) implements Payloads {
    boolean has(Set<Long> seqs) {
      return trees.keySet().containsAll(seqs);
    }
  }

  @Override
  public Future<Loaded> load(Set<Long> seqs) {
    List<Long> missing = seqs.stream().filter(seq -> !cached.containsKey(seq)).toList();
    Map<Long, ObjectNode> trees = new HashMap<>();
    int atHand = 0;
    for (Long seq : seqs) {
      Cached entry = cached.get(seq);
      if (entry != null) {
        trees.put(seq, entry.tree());
        atHand += entry.bytes();
      }
    }
    if (missing.isEmpty()) {
      return Future.succeededFuture(new Loaded(trees, atHand));
    }
    int known = atHand;
    return store
        .payloads(run, missing)
        .map(
            found -> {
              int total = known;
              for (var entry : found.entrySet()) {
                ObjectNode tree = (ObjectNode) Json.parseOwn(entry.getValue());
                trees.put(entry.getKey(), tree);
                keep(entry.getKey(), tree, entry.getValue().length);
                total += entry.getValue().length;
              }
              return new Loaded(trees, total);
            });
  }

  /**
   * Remembers a payload that was just committed or loaded, and forgets beyond the limit those that
   * were not used for longest.
   */
  void keep(long seq, ObjectNode tree, int size) {
    Cached before = cached.put(seq, new Cached(tree, size));
    bytes += size - (before == null ? 0 : before.bytes());
    var oldest = cached.entrySet().iterator();
    while (bytes > bytesMax && cached.size() > 1) {
      bytes -= oldest.next().getValue().bytes();
      oldest.remove();
    }
  }
}
