package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One runtime as this orchestrator sees it. Belongs to the engine's event loop. */
final class Runtime {
  /** Slots of a runtime that does not say. */
  private static final int SLOTS_UNTOLD = 1_000;

  private final String id;
  private final boolean beats;
  private String url;
  private String boot = "";
  private int slots = SLOTS_UNTOLD;
  private boolean draining;
  private boolean resumes;
  private Set<String> labels = Set.of();
  private boolean lost;
  private long heardAt;
  private long busyUntil;

  /** The legs it should have, and when it was last known to have each. */
  private final Map<LegId, Long> legs = new HashMap<>();

  /**
   * @param beats whether silence means anything: false for a static URL that has never beaten
   */
  Runtime(String id, String url, boolean beats, long now) {
    this.id = id;
    this.url = url;
    this.beats = beats;
    this.heardAt = now;
  }

  String id() {
    return id;
  }

  /** Where it takes work; empty while it is not known. */
  String url() {
    return url;
  }

  Map<LegId, Long> legs() {
    return legs;
  }

  /** Takes over what a beat says; returns whether the runtime was started anew since the last. */
  boolean heard(String newUrl, String newBoot, int newSlots, boolean nowDraining, long now) {
    boolean restarted = !boot.isEmpty() && !newBoot.isEmpty() && !boot.equals(newBoot);
    url = newUrl.isEmpty() ? url : newUrl;
    boot = newBoot.isEmpty() ? boot : newBoot;
    slots = newSlots > 0 ? newSlots : slots;
    draining = nowDraining;
    heardAt = now;
    busyUntil = 0;
    lost = false;
    return restarted;
  }

  /** When it was heard last, 0 for never. */
  long heardAt() {
    return boot.isEmpty() && url.isEmpty() ? 0 : heardAt;
  }

  boolean isSilent(long now, long silenceMillis) {
    return beats && now - heardAt >= silenceMillis;
  }

  /** Whether it tells its turns, and goes on with those of another. */
  boolean resumes() {
    return resumes;
  }

  void resumes(boolean says) {
    resumes = says;
  }

  /** What it says of itself, {@code name=value} each. */
  Set<String> labels() {
    return labels;
  }

  void labels(Set<String> says) {
    labels = says;
  }

  boolean isLost() {
    return lost;
  }

  void lose() {
    lost = true;
  }

  /** It refused or could not be reached: not asked again before then. */
  void busyUntil(long at) {
    busyUntil = at;
  }

  boolean canTake(long now) {
    return !lost && !draining && !url.isEmpty() && now >= busyUntil;
  }

  /** Free slots when {@code more} legs are on their way. */
  int free(int more) {
    return slots - legs.size() - more;
  }

  /** How full it is when {@code more} legs are on their way, 0 to 1. */
  double load(int more) {
    return (legs.size() + more) / (double) slots;
  }
}
