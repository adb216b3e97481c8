package dev.ktsu.expressions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser's messages in words that a workflow author can use. */
final class Wording {
  private static final Pattern EXPECTING = Pattern.compile(" expecting .*", Pattern.DOTALL);
  private static final Pattern AT = Pattern.compile("at(?: input)?:? '(.*)'$", Pattern.DOTALL);
  private static final Pattern INPUT = Pattern.compile("input '(.*)'$", Pattern.DOTALL);

  private Wording() {}

  static String of(String message) {
    if (!message.startsWith("syntax error")) {
      return message;
    }
    String brief = EXPECTING.matcher(message).replaceFirst("");
    Matcher at = AT.matcher(brief);
    Matcher input = INPUT.matcher(brief);
    if (brief.contains("<EOF>")) {
      return "the expression ends too early";
    }
    if (at.find()) {
      return "syntax error at '" + at.group(1) + "'";
    }
    return input.find() ? "syntax error at '" + input.group(1) + "'" : brief;
  }
}
