package dev.ktsu.bench.load;

/**
 * What a load did.
 *
 * @param accepted answers with 2xx
 * @param refused other answers
 * @param latency from due to answer, of accepted ones that came before the end
 * @param window from the first request to the end, after which only answers came
 */
public record Outcome(long accepted, long refused, Samples latency, Window window) {

  /** From and until in milliseconds since the epoch, as the product's own clock says. */
  public record Window(long from, long until) {
    public double seconds() {
      return (until - from) / 1_000.0;
    }
  }

  /** Answers per second. */
  public double perSecond() {
    return latency.size() / window.seconds();
  }

  /**
   * This outcome, when nothing was refused.
   *
   * @throws IllegalStateException else
   */
  public Outcome withoutRefusals() {
    if (refused > 0) {
      throw new IllegalStateException(refused + " of " + (refused + accepted) + " were refused");
    }
    return this;
  }
}
