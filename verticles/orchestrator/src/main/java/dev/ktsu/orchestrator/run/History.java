package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal of a run as bytes, while it is small and was seen from its beginning: what readers
 * want soon after the end, without asking the store.
 */
final class History {
  private static final int BYTES_MAX = 32 << 10;
  private static final int ENTRY_BYTES = 100;

  private final List<Entry> entries = new ArrayList<>();
  private int bytes;
  private boolean whole;

  private History(boolean whole) {
    this.whole = whole;
  }

  /** Of a run whose first {@code head} events are not at hand. */
  static History of(long head) {
    return new History(head == 0);
  }

  /** Adds what was committed; gives up what it has when it grows large. */
  void add(List<Entry> more) {
    if (!whole) {
      return;
    }
    entries.addAll(more);
    for (Entry entry : more) {
      byte[] payload = entry.payload();
      bytes += ENTRY_BYTES + entry.meta().length + (payload == null ? 0 : payload.length);
    }
    if (bytes > BYTES_MAX) {
      lose();
    }
  }

  /** Someone else has written to the run: what is here has a hole. */
  void lose() {
    whole = false;
    entries.clear();
  }

  /** Whether nothing is missing. */
  boolean isWhole() {
    return whole;
  }

  int bytes() {
    return bytes;
  }

  List<Recorded> journal() {
    return entries.stream()
        .map(
            entry ->
                EventCodec.decode(
                    entry.seq(), entry.at(), entry.type(), entry.version(), entry.meta()))
        .toList();
  }

  Map<Long, byte[]> payloads(Collection<Long> seqs) {
    Map<Long, byte[]> found = new HashMap<>();
    for (Entry entry : entries) {
      byte[] payload = entry.payload();
      if (payload != null && seqs.contains(entry.seq())) {
        found.put(entry.seq(), payload);
      }
    }
    return found;
  }
}
