package dev.ktsu.gateway.route;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.gateway.meter.ModelMeter;
import dev.ktsu.gateway.price.Price;
import dev.ktsu.gateway.provider.Provider;

/** One entry of a group. */
sealed interface Target {
  /**
   * A model that can be asked.
   *
   * @param resolved {@code provider/model} as the group names it
   * @param name bare id, as the provider knows it
   * @param isPriced whether {@code price} can be relied on; else it is nothing
   */
  record Model(
      String resolved,
      String name,
      Provider provider,
      Price price,
      boolean isPriced,
      ModelMeter meter)
      implements Target {}

  /** An entry that names no model of this gateway; each call of it gets the problem. */
  record Broken(Problem problem) implements Target {}
}
