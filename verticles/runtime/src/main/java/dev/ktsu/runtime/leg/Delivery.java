package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.runtime.leg.LegLoop.Workbench;
import dev.ktsu.runtime.outbox.LeftOver;
import java.util.function.Consumer;

/** The last part of a leg: its result on the way to the orchestrator. The leg is gone after it. */
final class Delivery {
  private final Leg leg;
  private final Workbench bench;
  private final Runnable onGone;
  private final Cancellation cancellation = new Cancellation();
  private boolean isGone;

  Delivery(Leg leg, Workbench bench, Runnable onGone) {
    this.leg = leg;
    this.bench = bench;
    this.onGone = onGone;
  }

  void start(CallbackPayload payload) {
    bench
        .callbacks()
        .deliver(leg, payload, cancellation)
        .onComplete(delivered -> leave(bench.legs()::close));
  }

  void start(LeftOver leftOver) {
    bench
        .callbacks()
        .deliver(leg, leftOver, cancellation)
        .onComplete(delivered -> leave(bench.legs()::close));
  }

  /** Nobody wants the result, whether it is there yet or not. */
  void abandon() {
    cancellation.cancel();
    leave(bench.legs()::forget);
  }

  private void leave(Consumer<Leg> how) {
    if (!isGone) {
      isGone = true;
      onGone.run();
      how.accept(leg);
    }
  }
}
