package dev.ktsu.expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an expression, made ready for the parser: within limits, with hyphenated names quoted
 * and the backslashes of {@code 'texts'} kept. What stands in quotes of any kind means what it
 * meant.
 */
final class Source {
  static final int CHARS_MAX = 4096;
  static final int DEPTH_MAX = 100;
  static final int OPERATORS_MAX = 500;

  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final int HEX = 16;

  private final String text;
  private final StringBuilder quoted = new StringBuilder();

  /** For each character that was put in, its index in {@link #quoted}; ascending. */
  private final List<Integer> inserted = new ArrayList<>();

  private int at;
  private int depth;
  private int negations;
  private int operators;

  private Source(String text) {
    this.text = text;
  }

  /**
   * @throws ExpressionException when the text is too long, nested too deep, a quote stays open, or
   *     half of a character stands there
   */
  static Source scan(String text) {
    if (text.length() > CHARS_MAX) {
      throw new ExpressionException(
          "the expression is longer than " + CHARS_MAX + " characters", CHARS_MAX);
    }
    if (text.isBlank()) {
      throw new ExpressionException("the expression is empty", 0);
    }
    refuseHalves(text);
    Source source = new Source(text);
    while (source.at < text.length()) {
      source.token();
    }
    return source;
  }

  /** Written as they are or by their number: as the name of a field nobody could read one back. */
  private static void refuseHalves(String text) {
    String plain =
        ESCAPE
            .matcher(text)
            .replaceAll(
                escape -> {
                  char written = (char) Integer.parseInt(escape.group(1), HEX);
                  return Matcher.quoteReplacement(String.valueOf(written));
                });
    if (plain.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw new ExpressionException("there is half of a character: write all of it", 0);
    }
  }

  /** What the parser reads. */
  String quoted() {
    return quoted.toString();
  }

  /** The place in the author's text of a place in {@link #quoted()}. */
  int original(int position) {
    long before = inserted.stream().filter(index -> index < position).count();
    return Math.clamp(position - before, 0, text.length());
  }

  private void token() {
    char c = text.charAt(at);
    if (isQuote(c)) {
      int end = endOfQuote(text, at);
      if (end < 0) {
        throw new ExpressionException("the " + c + " is not closed", at);
      }
      if (c == '`') {
        literal(end);
      }
      if (c == '\'') {
        raw(end);
      }
      copy(end);
    } else if (isNameStart(c)) {
      name();
    } else {
      nest(c);
      operate(c);
      copy(at + 1);
    }
  }

  private void name() {
    int end = at;
    while (end < text.length() && (isNameStart(text.charAt(end)) || isInner(text.charAt(end)))) {
      end++;
    }
    negations = 0;
    boolean hyphenated = text.substring(at, end).indexOf('-') >= 0;
    quote(hyphenated);
    copy(end);
    quote(hyphenated);
  }

  private void quote(boolean needed) {
    if (needed) {
      insert("\"");
    }
  }

  /**
   * In {@code 'text'} only a quote can be escaped; the parser would make one of two backslashes.
   */
  private void raw(int end) {
    for (int i = at; i < end; i++) {
      if (text.charAt(i) == '\\') {
        i++;
        if (text.charAt(i) == '\\') {
          copy(i + 1);
          insert("\\\\");
        }
      }
    }
  }

  private void insert(String more) {
    for (int i = 0; i < more.length(); i++) {
      inserted.add(quoted.length());
      quoted.append(more.charAt(i));
    }
  }

  private void copy(int end) {
    quoted.append(text, at, end);
    at = end;
  }

  /**
   * The parser recurses for each bracket and each {@code !}, and overflows its stack at some 5,000.
   */
  private void nest(char c) {
    switch (c) {
      case '(', '[', '{' -> depth++;
      case ')', ']', '}' -> depth--;
      case '!' -> negations++;
      default -> negations = Character.isWhitespace(c) ? negations : 0;
    }
    if (depth + negations > DEPTH_MAX) {
      throw new ExpressionException(
          "the expression is nested deeper than " + DEPTH_MAX + " levels", at);
    }
  }

  private void operate(char c) {
    operators += ".[|&=<>".indexOf(c) >= 0 ? 1 : 0;
    if (operators > OPERATORS_MAX) {
      throw new ExpressionException(
          "the expression has more than " + OPERATORS_MAX + " operators", at);
    }
  }

  private void literal(int end) {
    for (int i = at + 1; i < end - 1; i++) {
      if (text.charAt(i) == '"') {
        int close = endOfQuote(text, i);
        i = close < 0 ? end : close - 1;
      } else {
        nest(text.charAt(i));
      }
    }
  }

  /** The index after the closing quote, or -1; a backslash takes the next character with it. */
  static int endOfQuote(String text, int open) {
    char quote = text.charAt(open);
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    return -1;
  }

  static boolean isQuote(char c) {
    return c == '\'' || c == '"' || c == '`';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isInner(char c) {
    return c == '-' || (c >= '0' && c <= '9');
  }
}
