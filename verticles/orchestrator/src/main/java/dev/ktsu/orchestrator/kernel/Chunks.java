package dev.ktsu.orchestrator.kernel;

import java.util.ArrayList;
import java.util.List;

/** Cuts the nodes of a pipeline into events that stay small. */
final class Chunks {
  /** About 1 KiB of journal. */
  private static final int CHARS_MAX = 900;

  private static final int CHARS_A_NODE = 40;
  private static final int CHARS_AN_EDGE = 30;

  private Chunks() {}

  static List<List<Node>> of(List<Node> nodes) {
    List<List<Node>> chunks = new ArrayList<>();
    List<Node> chunk = new ArrayList<>();
    int chars = 0;
    for (Node node : nodes) {
      int size = charsOf(node);
      if (!chunk.isEmpty() && chars + size > CHARS_MAX) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        chars = 0;
      }
      chunk.add(node);
      chars += size;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private static int charsOf(Node node) {
    return node.path().text().length()
        + CHARS_A_NODE
        + node.edges().stream().mapToInt(e -> e.from().text().length() + CHARS_AN_EDGE).sum();
  }
}
