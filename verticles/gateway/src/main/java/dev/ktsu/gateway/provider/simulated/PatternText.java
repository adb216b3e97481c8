package dev.ktsu.gateway.provider.simulated;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A text that matches a regular expression of the common forms: literals, classes, {@code \d \w
 * \s}, groups, alternatives, quantifiers, anchors. Of each choice the first is taken; repetitions
 * without an upper end grow until the text is long enough.
 */
final class PatternText {
  private static final String DIGIT = "0";
  private static final String LETTER = "a";

  private final String pattern;
  private final int more;
  private int at;

  private PatternText(String pattern, int more) {
    this.pattern = pattern;
    this.more = more;
  }

  /**
   * @param least characters that the text must have
   * @throws NoSample when the pattern has a form that is not understood
   */
  static String of(String pattern, int least, String pointer) {
    try {
      Pattern compiled = Pattern.compile(pattern);
      for (int more : new int[] {0, least}) {
        String text = new PatternText(pattern, more).alternatives();
        if (text.length() >= least && compiled.matcher(text).find()) {
          return text;
        }
      }
    } catch (PatternSyntaxException | StringIndexOutOfBoundsException unknown) {
      throw new NoSample(pointer, "pattern \"" + pattern + "\" is not understood");
    }
    throw new NoSample(pointer, "no text was found for pattern \"" + pattern + "\"");
  }

  /** The first alternative; the others are read and dropped. */
  private String alternatives() {
    String first = sequence();
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      sequence();
    }
    return first;
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      String atom = atom();
      text.append(atom.repeat(repetitions()));
    }
    return text.toString();
  }

  private String atom() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '^', '$' -> "";
      case '.' -> LETTER;
      case '(' -> group();
      case '[' -> choice();
      case '\\' -> escape(pattern.charAt(at++));
      default -> String.valueOf(c);
    };
  }

  private String group() {
    boolean lookAround = false;
    if (pattern.charAt(at) == '?') {
      boolean angle = pattern.charAt(at + 1) == '<';
      char kind = pattern.charAt(at + (angle ? 2 : 1));
      lookAround = kind == '=' || kind == '!';
      boolean named = angle && !lookAround;
      at = named ? pattern.indexOf('>', at) + 1 : at + (angle ? 3 : 2);
    }
    String inner = alternatives();
    at++;
    return lookAround ? "" : inner;
  }

  private String choice() {
    int end = at + 1;
    while (pattern.charAt(end) != ']' || pattern.charAt(end - 1) == '\\') {
      end++;
    }
    String set = pattern.substring(at, end);
    at = end + 1;
    if (set.charAt(0) != '^') {
      return set.charAt(0) == '\\' ? escape(set.charAt(1)) : set.substring(0, 1);
    }
    Pattern excluded = Pattern.compile("[" + set + "]");
    return "aA0 _-.!"
        .chars()
        .mapToObj(Character::toString)
        .filter(candidate -> excluded.matcher(candidate).matches())
        .findFirst()
        .orElse("~");
  }

  private static String escape(char c) {
    return switch (c) {
      case 'd' -> DIGIT;
      case 'w', 'D', 'S' -> LETTER;
      case 's', 'W' -> " ";
      case 'b', 'B', 'A', 'z', 'Z' -> "";
      case 'n' -> "\n";
      case 't' -> "\t";
      default -> String.valueOf(c);
    };
  }

  private int repetitions() {
    if (at >= pattern.length()) {
      return 1;
    }
    int times =
        switch (pattern.charAt(at)) {
          case '?' -> step(0);
          case '*' -> step(more);
          case '+' -> step(Math.max(1, more));
          case '{' -> counted();
          default -> 1;
        };
    boolean lazy = at < pattern.length() && at > 0 && pattern.charAt(at) == '?' && isQuantifier();
    at += lazy ? 1 : 0;
    return times;
  }

  private boolean isQuantifier() {
    return "?*+}".indexOf(pattern.charAt(at - 1)) >= 0;
  }

  private int step(int times) {
    at++;
    return times;
  }

  /** {@code {n}}, {@code {n,}} and {@code {n,m}}. */
  private int counted() {
    int end = pattern.indexOf('}', at);
    String[] bounds = pattern.substring(at + 1, end).split(",", -1);
    at = end + 1;
    int least = Integer.parseInt(bounds[0]);
    boolean open = bounds.length == 2 && bounds[1].isEmpty();
    int most = open ? Integer.MAX_VALUE : Integer.parseInt(bounds[bounds.length - 1]);
    return Math.min(most, Math.max(least, more));
  }
}
