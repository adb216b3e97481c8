package dev.ktsu.gateway.provider;

import dev.ktsu.contracts.problems.Problem;
import io.vertx.core.Future;

/** Makes model calls, one try each. */
public interface Provider {
  /** The type in gateway.yaml, which also marks the reasoning blocks that it wrote. */
  String type();

  /** Whether its calls cost money, so that a missing price is worth a warning. */
  boolean isPaid();

  /**
   * Makes one call, and tells its charge as far as it knows what was billed.
   *
   * @return what the model answered; fails with a {@link Problem}: {@code provider_error}, {@code
   *     budget_exceeded} or {@code internal_error}, a {@link dev.ktsu.contracts.problems.Transient}
   *     where another try may help
   */
  Future<Completion> complete(ModelCall call);
}
