package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What runs need and their journals must not hold: secrets of callers, sealed before they come
 * here. Futures fail as those of a {@link RunStore}.
 */
public interface Sealed {
  /**
   * Keeps the bytes of a run, in place of earlier ones.
   *
   * @param at when, milliseconds
   */
  Future<Void> keep(RunId run, long at, byte[] bytes);

  Future<Optional<Kept>> of(RunId run);

  /** Throws away what was kept of a run then or earlier; nothing there is no error. */
  Future<Void> erase(RunId run, long at);

  /** Throws away what was kept before a time, for runs that are settled or never began. */
  Future<Void> eraseUnneeded(long before);

  /**
   * @param at when it was kept, milliseconds
   */
  record Kept(long at, byte[] bytes) {}
}
