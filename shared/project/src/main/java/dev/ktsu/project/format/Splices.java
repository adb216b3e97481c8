package dev.ktsu.project.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A text of which parts are replaced; offsets count code points of the text as it was. */
final class Splices {
  private final int[] text;
  private final List<Splice> splices = new ArrayList<>();

  Splices(String text) {
    this.text = text.codePoints().toArray();
  }

  private record Splice(int from, int to, String text) {}

  /** A part as it was. */
  String between(int from, int to) {
    return new String(text, from, to - from);
  }

  /** Replaces a part; no two parts may overlap. */
  void replace(int from, int to, String by) {
    splices.add(new Splice(from, to, by));
  }

  String applied() {
    StringBuilder applied = new StringBuilder();
    int at = 0;
    splices.sort(Comparator.comparingInt(Splice::from));
    for (Splice splice : splices) {
      applied.append(between(at, splice.from())).append(splice.text());
      at = splice.to();
    }
    return applied.append(between(at, text.length)).toString();
  }
}
