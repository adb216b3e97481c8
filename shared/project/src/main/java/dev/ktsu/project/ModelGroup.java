package dev.ktsu.project;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Models that may stand in for each other.
 *
 * @param models {@code provider/model}
 * @param strategy how one is picked; {@code round_robin}, each in turn
 * @param pricing what models cost, by the name without the provider
 */
public record ModelGroup(
    String name,
    List<String> models,
    String strategy,
    OptionalDouble defaultTemperature,
    List<Price> pricing) {
  public ModelGroup {
    models = List.copyOf(models);
    pricing = List.copyOf(pricing);
  }

  /**
   * @param model name without the provider
   * @param inputNanosPerMillion nano-dollars per million tokens read
   * @param outputNanosPerMillion nano-dollars per million tokens written
   * @param cachedInputNanosPerMillion nano-dollars per million tokens read from the provider's
   *     cache
   * @param cacheWriteNanosPerMillion nano-dollars per million tokens written to that cache
   */
  public record Price(
      String model,
      long inputNanosPerMillion,
      long outputNanosPerMillion,
      long cachedInputNanosPerMillion,
      long cacheWriteNanosPerMillion) {}
}
