package dev.ktsu.contracts.ids;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import java.util.HexFormat;

/**
 * A run: one positive 63-bit number that grows with time, on the wire {@code run_} and 16
 * lower-case hex digits. The order of the text is the order of the numbers.
 */
public record RunId(long number) implements Comparable<RunId> {
  /** Below the time; so many numbers has each millisecond. */
  private static final int OF_A_MILLISECOND_BITS = 21;

  private static final String PREFIX = "run_";
  private static final HexFormat HEX = HexFormat.of();

  public RunId {
    if (number <= 0) {
      throw new IllegalArgumentException("a run number is positive, got " + number);
    }
  }

  /**
   * Reads the wire form.
   *
   * @throws InvalidInput {@code run_not_found} when the text cannot name any run
   */
  @JsonCreator
  public static RunId parse(String text) {
    if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 16) {
      throw Problems.runNotFound(text);
    }
    try {
      return new RunId(HexFormat.fromHexDigitsToLong(text, PREFIX.length(), text.length()));
    } catch (IllegalArgumentException notHex) {
      throw Problems.runNotFound(text);
    }
  }

  /** How many runs a millisecond may name. */
  public static int ofAMillisecond() {
    return 1 << OF_A_MILLISECOND_BITS;
  }

  /**
   * The least number of those that are named at a time, milliseconds since the epoch; for others
   * the nearest number there is.
   */
  public static long firstAt(long millis) {
    long most = Long.MAX_VALUE >> OF_A_MILLISECOND_BITS;
    return Math.clamp(millis, 0, most) << OF_A_MILLISECOND_BITS;
  }

  @Override
  public int compareTo(RunId other) {
    return Long.compare(number, other.number);
  }

  @Override
  @JsonValue
  public String toString() {
    return PREFIX + HEX.toHexDigits(number);
  }
}
