package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import java.util.List;

/** Moves the entries of mappings in braces; what stands between them stays where it is. */
final class FlowOrder {
  private final int[] text;

  FlowOrder(String text) {
    this.text = text.codePoints().toArray();
  }

  /** The text from the first entry to the end of the last one, in this order. */
  String moved(Keys mapping, List<Key> sorted) {
    StringBuilder moved = new StringBuilder();
    List<Key> now = mapping.keys();
    for (int i = 0; i < now.size(); i++) {
      if (i > 0) {
        moved.append(between(now.get(i - 1).to(), now.get(i).place().from()));
      }
      moved.append(between(sorted.get(i).place().from(), sorted.get(i).to()));
    }
    return moved.toString();
  }

  String between(int from, int to) {
    return new String(text, from, to - from);
  }

  int length() {
    return text.length;
  }
}
