package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.kernel.Occasion;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtimes that are known, and who of them takes the next leg. Belongs to the engine's loop.
 */
public final class Runtimes implements Occasion.Placement {
  private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
  private static final String STATIC_ID = "static";
  private static final long BUSY_MILLIS = 1_000;

  private final Clock clock;
  private final String staticUrl;
  private final Map<String, Runtime> byId = new LinkedHashMap<>();

  /**
   * @param staticUrl a runtime that need not beat, empty for none; it also stands for a peer whose
   *     beats carry no URL
   */
  public Runtimes(Clock clock, String staticUrl) {
    this.clock = clock;
    this.staticUrl = staticUrl;
    if (!staticUrl.isEmpty()) {
      byId.put(STATIC_ID, new Runtime(STATIC_ID, staticUrl, false, clock.millis()));
    }
  }

  /** The least loaded runtime with room. */
  @Override
  public Optional<String> choose(Map<String, Integer> taken, Occasion.Wanted wanted) {
    long now = clock.millis();
    return byId.values().stream()
        .filter(runtime -> runtime.canTake(now) && !runtime.id().equals(wanted.except()))
        .filter(runtime -> runtime.resumes() || !wanted.resuming())
        .filter(runtime -> runtime.labels().containsAll(wanted.labels()))
        .filter(runtime -> runtime.free(taken.getOrDefault(runtime.id(), 0)) > 0)
        .min(
            Comparator.comparingDouble(
                runtime -> runtime.load(taken.getOrDefault(runtime.id(), 0))))
        .map(Runtime::id);
  }

  /** Whether any runtime lives, with room or without. */
  public boolean anyLive() {
    return byId.values().stream()
        .anyMatch(runtime -> !runtime.isLost() && !runtime.url().isEmpty());
  }

  /** URLs of live runtimes. */
  public List<String> urls() {
    return byId.values().stream()
        .filter(runtime -> !runtime.isLost() && !runtime.url().isEmpty())
        .map(Runtime::url)
        .toList();
  }

  /**
   * Takes a beat in.
   *
   * @param now when it came, milliseconds
   */
  Beat heard(Heartbeat beat, boolean trustUrl, long now) {
    String url = beat.url() == null || !trustUrl ? "" : beat.url();
    String id = idOf(beat, url);
    Runtime runtime = byId.computeIfAbsent(id, unknown -> new Runtime(id, url, true, now));
    boolean news = runtime.isLost() || runtime.url().isEmpty();
    int slots = beat.slots() == null ? 0 : beat.slots();
    String boot = beat.boot() == null ? "" : beat.boot();
    boolean restarted = runtime.heard(url, boot, slots, beat.draining(), now);
    runtime.resumes(beat.capabilities().contains(Heartbeat.CHECKPOINT));
    runtime.labels(Set.copyOf(beat.labels()));
    if (news && !runtime.url().isEmpty()) {
      LOG.info("runtime {} at {} is back", id, runtime.url());
    }
    return new Beat(runtime, restarted);
  }

  /** When the runtime was heard last, 0 for never. */
  long heardAt(Heartbeat beat) {
    Runtime known = byId.get(idOf(beat, beat.url() == null ? "" : beat.url()));
    return known == null ? 0 : known.heardAt();
  }

  private String idOf(Heartbeat beat, String url) {
    boolean isStatic = url.isEmpty() || url.equals(staticUrl);
    return isStatic && !staticUrl.isEmpty() ? STATIC_ID : beat.runtimeId();
  }

  /** A runtime that has been heard, and whether it had started anew. */
  record Beat(Runtime runtime, boolean restarted) {}

  /**
   * The runtime of this id; one that a former process knew is remembered until it is heard or lost.
   */
  Runtime get(String id) {
    return byId.computeIfAbsent(id, unknown -> new Runtime(id, "", true, clock.millis()));
  }

  Collection<Runtime> all() {
    return byId.values();
  }

  /** From now on the runtime counts as having the leg. */
  void took(String id, LegId leg) {
    get(id).legs().put(leg, clock.millis());
  }

  /** The runtime does not have the leg any more. */
  void released(String id, LegId leg) {
    get(id).legs().remove(leg);
  }

  /** The runtime refused a leg or did not answer: others are asked first for a while. */
  void refused(String id) {
    get(id).busyUntil(clock.millis() + BUSY_MILLIS);
  }

  /** Legs by runtime, for metrics. */
  public Map<String, Integer> legsByRuntime() {
    Map<String, Integer> counts = new HashMap<>();
    byId.values().forEach(runtime -> counts.put(runtime.id(), runtime.legs().size()));
    return counts;
  }
}
