package dev.ktsu.runtime.outbox;

import io.vertx.core.Future;

/** What one gets for a kept result, to settle it with. Every future here succeeds. */
public interface Slip {
  /** Of a result that is not kept. */
  Slip NONE =
      new Slip() {
        @Override
        public boolean isKept() {
          return false;
        }

        @Override
        public Future<Void> remove() {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> putAside() {
          return Future.succeededFuture();
        }
      };

  /** Whether the result would survive the process. */
  boolean isKept();

  /** The result has arrived, or nobody waits for it any more. */
  Future<Void> remove();

  /** Nobody takes the result: it is left for a person to look at. */
  Future<Void> putAside();
}
