package dev.ktsu.bench.load;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a load did.
 *
 * @param accepted answers with 2xx
 * @param refusals other answers, by status
 * @param withoutTime refusals that did not say when to come again
 * @param latency from due to answer, of accepted ones that came before the end
 * @param window from the first request to the end, after which only answers came
 */
public record Outcome(
    long accepted, Map<Integer, Long> refusals, long withoutTime, Samples latency, Window window) {

  /** From and until in milliseconds since the epoch, as the product's own clock says. */
  public record Window(long from, long until) {
    public double seconds() {
      return (until - from) / 1_000.0;
    }
  }

  public long refused() {
    return refusals.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Refusals in words: {@code 503: 17}. */
  public String refusedAs() {
    return refusals.entrySet().stream()
        .map(one -> one.getKey() + ": " + one.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Accepted ones per second. */
  public double perSecond() {
    return latency.size() / window.seconds();
  }

  /**
   * This outcome, when nothing was refused.
   *
   * @throws IllegalStateException else
   */
  public Outcome withoutRefusals() {
    if (refused() > 0) {
      throw new IllegalStateException(
          refused() + " of " + (refused() + accepted) + " were refused (" + refusedAs() + ")");
    }
    return this;
  }
}
