package dev.ktsu.orchestrator.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Chooses, breaks and puts together texts; all of it a function of the seed. */
public final class Bend {
  /** Pieces that mean something to one reader or another. */
  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{{ params.x }}",
          "step.",
          "params.",
          "env.",
          "item",
          "[*]",
          "[?",
          "[]",
          "[::-1]",
          "@",
          "&",
          "|",
          "||",
          "&&",
          "!",
          "==",
          "<",
          "`",
          "'",
          "\"",
          "\\",
          "\\u0000",
          "\n",
          "\t",
          "  ",
          "- ",
          ": ",
          ": {",
          "#",
          "*a",
          "&a ",
          "<<: ",
          "!!",
          "|2\n",
          "> ",
          "---\n",
          "null",
          "true",
          "~",
          "0",
          "-1",
          "1e999",
          "0x1F",
          "9223372036854775808",
          "0.1",
          "é",
          "\uD83D\uDE00",
          "\uD800",
          "\uFEFF",
          "$ref",
          "$id",
          "$dynamicRef",
          "#/",
          "pattern",
          "(a+)+$",
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          ",",
          "condition: ",
          "for_each: ",
          "sort_by(@, &x)",
          "map(&@, @)",
          "join('', @)",
          "to_string(@)",
          "length(@)",
          "[@,@]",
          "{a: @}",
          "to_number(@)",
          "..",
          "../",
          "/",
          "@1.0");

  private static final int EDITS_MAX = 6;
  private static final int COPIES_MAX = 200;

  private final SplittableRandom random;

  public Bend(long seed) {
    this.random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T one(List<T> of) {
    return of.get(below(of.size()));
  }

  /** The text after some edits; perhaps the text itself. */
  public String text(String text) {
    StringBuilder bent = new StringBuilder(text);
    for (int edits = below(EDITS_MAX); edits > 0; edits--) {
      int at = below(bent.length() + 1);
      int end = Math.min(bent.length(), at + below(12));
      switch (below(6)) {
        case 0 -> bent.delete(at, end);
        case 1 -> bent.insert(at, bent.substring(at, end));
        case 2 -> bent.insert(at, one(PIECES).repeat(below(20) == 0 ? below(COPIES_MAX) : 1));
        case 3 -> bent.replace(at, end, one(PIECES));
        case 4 -> bent.insert(at, (char) below(0x180));
        default -> bent.setLength(Math.max(at, bent.length() / 2));
      }
    }
    return bent.toString();
  }

  /** The bytes with a few of them changed. */
  public byte[] bytes(byte[] bytes) {
    byte[] bent = bytes.clone();
    for (int edits = below(4); edits > 0 && bent.length > 0; edits--) {
      bent[below(bent.length)] = (byte) below(256);
    }
    return bent;
  }
}
