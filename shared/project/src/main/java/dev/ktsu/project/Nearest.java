package dev.ktsu.project;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that an author may have meant. */
final class Nearest {
  /** No name that someone may have meant is longer; comparing takes quadratic time. */
  private static final int CHARS_MAX = 128;

  private Nearest() {}

  /** A sentence on the nearest known name, else on all of them, else an empty text. */
  static String remedy(String written, Collection<String> known) {
    return nearest(written, known)
        .map(name -> "Did you mean \"" + name + "\"?")
        .orElse(known.isEmpty() ? "" : "Known here: " + String.join(", ", known) + ".");
  }

  private static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > CHARS_MAX) {
      return Optional.empty();
    }
    int most = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(name -> name.length() <= CHARS_MAX && distance(written, name) <= most)
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours that lead from a to b. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] cost, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least =
        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
