package dev.ktsu.authoring;

import java.util.ArrayList;
import java.util.List;

/** What two texts differ in, line by line, in the unified form. */
final class LineDiff {
  private static final int CONTEXT = 3;

  /** Beyond so many pairs of lines a whole stretch counts as replaced. */
  private static final long PAIRS_MAX = 4_000_000;

  private final List<String> before;
  private final List<String> after;

  /** The lines of both, each with its sign. */
  private final List<String> merged = new ArrayList<>();

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  static String unified(String name, String before, String after) {
    LineDiff diff = new LineDiff(before.lines().toList(), after.lines().toList());
    diff.merge();
    return "--- a/" + name + "\n+++ b/" + name + "\n" + diff.hunks();
  }

  private void merge() {
    int head = 0;
    int least = Math.min(before.size(), after.size());
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    before.subList(0, head).forEach(line -> merged.add(" " + line));
    middle(before.subList(head, before.size() - tail), after.subList(head, after.size() - tail));
    before.subList(before.size() - tail, before.size()).forEach(line -> merged.add(" " + line));
  }

  private void middle(List<String> old, List<String> now) {
    int[][] common = common(old, now);
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && common.length > 0 && old.get(i).equals(now.get(j))) {
        merged.add(" " + old.get(i++));
        j++;
      } else if (i < old.size()
          && (common.length == 0 || j == now.size() || common[i + 1][j] >= common[i][j + 1])) {
        merged.add("-" + old.get(i++));
      } else {
        merged.add("+" + now.get(j++));
      }
    }
  }

  /** Lengths of the longest common parts of what follows; empty when there is too much of it. */
  private static int[][] common(List<String> old, List<String> now) {
    if ((long) old.size() * now.size() > PAIRS_MAX) {
      return new int[0][];
    }
    int[][] common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private String hunks() {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < merged.size()) {
      if (merged.get(at).startsWith(" ")) {
        at++;
        continue;
      }
      int to = at;
      for (int line = at; line < merged.size() && line <= to + 2 * CONTEXT; line++) {
        to = merged.get(line).startsWith(" ") ? to : line;
      }
      hunk(Math.max(0, at - CONTEXT), Math.min(merged.size(), to + 1 + CONTEXT), text);
      at = to + 1;
    }
    return text.toString();
  }

  private void hunk(int from, int to, StringBuilder text) {
    text.append("@@ -%s +%s @@\n".formatted(range('-', from, to), range('+', from, to)));
    merged.subList(from, to).forEach(line -> text.append(line).append('\n'));
  }

  /** First line and number of lines of one side. */
  private String range(char side, int from, int to) {
    long first = count(side, 0, from);
    long lines = count(side, from, to);
    return (lines == 0 ? first : first + 1) + "," + lines;
  }

  private long count(char side, int from, int to) {
    return merged.subList(from, to).stream()
        .filter(line -> line.charAt(0) == ' ' || line.charAt(0) == side)
        .count();
  }
}
