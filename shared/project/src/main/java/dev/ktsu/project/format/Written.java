package dev.ktsu.project.format;

import java.util.List;
import java.util.Optional;

/**
 * A value as it is written in a file. Offsets, lines and columns count from 0, in code points; the
 * last line is that of the last character.
 */
sealed interface Written {
  int from();

  int line();

  int lastLine();

  /**
   * A scalar or an alias.
   *
   * @param to behind the last character
   * @param text what it says; empty for an alias
   */
  record Leaf(int from, int to, int line, int column, int lastLine, String text)
      implements Written {}

  record Items(int from, int line, int lastLine, List<Written> items) implements Written {}

  /**
   * A mapping.
   *
   * @param depth number of collections around it
   * @param isFlow whether it stands in braces
   */
  record Keys(int from, int line, int lastLine, int depth, boolean isFlow, List<Key> keys)
      implements Written {
    Optional<Key> key(String name) {
      return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }
  }

  /**
   * An entry of a mapping.
   *
   * @param to behind its value
   */
  record Key(String name, Leaf place, Written value, int to) {
    int line() {
      return place.line();
    }

    int lastLine() {
      return Math.max(place.lastLine(), value.lastLine());
    }
  }
}
