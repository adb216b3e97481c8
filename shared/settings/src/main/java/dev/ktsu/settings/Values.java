package dev.ktsu.settings;

import java.util.Arrays;
import java.util.List;

/** Parsers of setting texts; each says what it expects. */
final class Values {
  private Values() {}

  static String text(String text) {
    return text;
  }

  static boolean onOff(String text) {
    return switch (text) {
      case "1", "true" -> true;
      case "0", "false", "" -> false;
      default -> throw new IllegalArgumentException("1, true, 0 or false");
    };
  }

  static int port(String text) {
    return (int) between(text, 0, 65_535, "a port from 0 to 65535 (0 = any free port)");
  }

  static int count(String text) {
    return (int) between(text, 1, Integer.MAX_VALUE, "a whole number from 1");
  }

  static int countOrZero(String text) {
    return (int) between(text, 0, Integer.MAX_VALUE, "a whole number from 0");
  }

  static String oneOf(String text, List<String> words) {
    if (!words.contains(text)) {
      throw new IllegalArgumentException("one of " + String.join(", ", words));
    }
    return text;
  }

  /** {@code name=value,name=value}, as a list of {@code name=value}. */
  static List<String> labels(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> labels = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (!labels.stream().allMatch(label -> label.matches("[^=\\s]+=[^=\\s]*"))) {
      throw new IllegalArgumentException("labels as in pool=large,zone=a");
    }
    return labels;
  }

  static List<String> paths(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(p -> !p.isEmpty()).toList();
  }

  static List<String> hosts(String text) {
    List<String> hosts = paths(text);
    if (!hosts.stream().allMatch(host -> host.matches("(\\*\\.)?[^*/:\\s]+|\\[[0-9A-Fa-f:.]+]"))) {
      throw new IllegalArgumentException("hosts without ports, as in tools,*.svc.cluster.local");
    }
    return hosts;
  }

  static String url(String text) {
    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (!trimmed.isEmpty() && !trimmed.matches("https?://[^/\\s]+.*")) {
      throw new IllegalArgumentException("a URL that begins with http:// or https://");
    }
    return trimmed;
  }

  static String proxy(String text) {
    if (!text.isEmpty() && !text.matches("(http|socks5)://([^@/\\s]+@)?[^@:/\\s]+:\\d{1,5}/?")) {
      throw new IllegalArgumentException(
          "a URL with a port, as in http://proxy.example:3128 or socks5://127.0.0.1:1080");
    }
    return text;
  }

  private static long between(String text, long min, long max, String expected) {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the sentence below.
    }
    throw new IllegalArgumentException(expected);
  }
}
