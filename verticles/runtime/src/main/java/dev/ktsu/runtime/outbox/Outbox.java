package dev.ktsu.runtime.outbox;

import io.vertx.core.Future;

/** Keeps results until they are acknowledged. Any thread. */
@FunctionalInterface
public interface Outbox {
  /** Keeps nothing: a result lives as long as its process. */
  Outbox NONE = parcel -> Future.succeededFuture(Slip.NONE);

  /**
   * Keeps a result.
   *
   * @return always succeeds, once the result would survive the process; with {@link Slip#NONE} when
   *     it cannot be kept, which is logged
   */
  Future<Slip> keep(Parcel parcel);
}
