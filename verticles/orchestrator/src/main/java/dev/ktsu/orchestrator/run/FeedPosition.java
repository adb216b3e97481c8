package dev.ktsu.orchestrator.run;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed: behind event {@code seq} of {@code run} in {@code commit}. Only its order
 * means anything, and only to the store that it came from.
 */
public record FeedPosition(long commit, long run, long seq) implements Comparable<FeedPosition> {
  /** Before everything. */
  public static final FeedPosition START = new FeedPosition(0, 0, 0);

  /** Hexadecimal, 63 bits at most. */
  private static final String NUMBER = "([0-7]?[0-9a-f]{1,15})";

  private static final Pattern FORM = Pattern.compile(NUMBER + "-" + NUMBER + "\\." + NUMBER);
  private static final Comparator<FeedPosition> ORDER =
      Comparator.comparingLong(FeedPosition::commit)
          .thenComparingLong(FeedPosition::run)
          .thenComparingLong(FeedPosition::seq);

  public FeedPosition {
    if (commit < 0 || run < 0 || seq < 0) {
      throw new IllegalArgumentException("negative: " + commit + ", " + run + ", " + seq);
    }
  }

  /** Before everything in {@code commit} and behind everything before it. */
  public static FeedPosition before(long commit) {
    return new FeedPosition(commit, 0, 0);
  }

  /** Reads {@link #toString}; empty for any other text. */
  public static Optional<FeedPosition> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new FeedPosition(
                number(parts.group(1)), number(parts.group(2)), number(parts.group(3))))
        : Optional.empty();
  }

  @Override
  public int compareTo(FeedPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text(commit) + "-" + text(run) + "." + text(seq);
  }

  private static long number(String digits) {
    return Long.parseLong(digits, 16);
  }

  private static String text(long number) {
    return Long.toHexString(number);
  }
}
