package dev.ktsu.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A regular expression of a schema, found anywhere in a text. A match that backtracks without end
 * is given up and counts as none: the text comes from a model or a caller, and the check runs on an
 * event loop.
 */
final class BoundedRegex implements RegularExpression {
  /** Looks at characters: enough for any pattern that is not exponential, some 10 ms of work. */
  private static final int LOOKS_MIN = 1_000_000;

  private static final int LOOKS_PER_CHARACTER = 50;

  private final Pattern pattern;

  /**
   * Compiles what ECMA 262 and Java write alike, and {@code $} and {@code \p{Letter}} as ECMA means
   * them.
   *
   * @throws java.util.regex.PatternSyntaxException when it is no regular expression
   */
  BoundedRegex(String source) {
    this.pattern =
        Pattern.compile(
            RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(source)));
  }

  @Override
  public boolean matches(String value) {
    Counted text = new Counted(value);
    boolean found;
    try {
      found = pattern.matcher(text).find();
    } catch (Effort.GivenUp | StackOverflowError endless) {
      found = false;
    }
    Effort.looked(text.looks);
    return found;
  }

  private static final class Counted implements CharSequence {
    private final String text;
    private final long looksMax;
    private long looks;

    Counted(String text) {
      this.text = text;
      this.looksMax = LOOKS_MIN + (long) text.length() * LOOKS_PER_CHARACTER;
    }

    @Override
    public char charAt(int index) {
      if (++looks > looksMax) {
        throw new Effort.GivenUp();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
