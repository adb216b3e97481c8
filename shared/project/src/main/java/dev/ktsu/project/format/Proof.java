package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Leaf;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Compares a file with what it has become. */
final class Proof {
  private Proof() {}

  /**
   * Refuses a text that has lost or changed a value, a comment, an anchor, or how it is written.
   */
  static void check(String before, String after) throws UnformattableException {
    Node then = parse(before);
    Node now;
    try {
      now = YamlFile.parse(after.getBytes(StandardCharsets.UTF_8));
    } catch (YamlException broken) {
      throw new UnformattableException(
          Mark.START, "in order it would not be sound: " + broken.getMessage());
    }
    if (!then.json().equals(now.json())) {
      throw new UnformattableException(Mark.START, "in order it would mean something else");
    }
    if (!sorted(Outline.of(before).tokens()).equals(sorted(Outline.of(after).tokens()))) {
      throw new UnformattableException(
          Mark.START, "in order its values would be written otherwise");
    }
    checkComments(before, after);
  }

  /** Refuses a text that has lost a comment. */
  static void checkComments(String before, String after) throws UnformattableException {
    if (!sorted(comments(before)).equals(sorted(comments(after)))) {
      throw new UnformattableException(Mark.START, "in order it would lose a comment");
    }
  }

  static Node parse(String text) throws UnformattableException {
    try {
      return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (YamlException unusable) {
      throw new UnformattableException(unusable.mark(), String.valueOf(unusable.getMessage()));
    }
  }

  /** Every {@code #} outside of values that begins a word, with the rest of its line. */
  private static List<String> comments(String text) {
    int[] points = text.codePoints().toArray();
    List<String> comments = new ArrayList<>();
    int at = 0;
    for (Leaf leaf : Outline.of(text).leaves()) {
      at = collect(points, at, leaf.from(), comments);
      at = Math.max(at, leaf.to());
    }
    collect(points, at, points.length, comments);
    return comments;
  }

  private static int collect(int[] points, int from, int to, List<String> comments) {
    int at = from;
    while (at < to) {
      if (points[at] == '#' && (at == 0 || Character.isWhitespace(points[at - 1]))) {
        int end = at;
        while (end < points.length && points[end] != '\n') {
          end++;
        }
        comments.add(new String(points, at, end - at).stripTrailing());
        at = end;
      } else {
        at++;
      }
    }
    return at;
  }

  private static List<String> sorted(List<String> all) {
    return all.stream().sorted().toList();
  }
}
