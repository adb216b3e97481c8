package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import java.util.List;

/** Moves the entries of mappings in braces; what stands between them stays where it is. */
final class FlowOrder {
  private FlowOrder() {}

  /** A comment within braces cannot be told to belong to one key: such a mapping is left. */
  static boolean canMove(Outline outline, Keys mapping) {
    for (int line = mapping.line(); line < mapping.lastLine(); line++) {
      if (outline.lines().get(line).contains("#")) {
        return false;
      }
    }
    return true;
  }

  static void move(Keys mapping, List<Key> sorted, Splices splices) {
    for (int i = 0; i < sorted.size(); i++) {
      Key from = sorted.get(i);
      Key to = mapping.keys().get(i);
      String entry = splices.between(from.place().from(), from.to());
      splices.replace(to.place().from(), to.to(), entry);
    }
  }
}
