package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The payloads that were loaded for a decision. */
public interface Payloads {
  Payloads NONE = of(Map.of());

  /** Whether the payload of event {@code seq} is among them. */
  boolean has(long seq);

  /** The payload of event {@code seq}; one that {@link Needs} did not name may be missing. */
  ObjectNode of(long seq);

  /** These and no others. */
  static Payloads of(Map<Long, ObjectNode> trees) {
    return new Payloads() {
      @Override
      public boolean has(long seq) {
        return trees.containsKey(seq);
      }

      @Override
      public ObjectNode of(long seq) {
        ObjectNode tree = trees.get(seq);
        if (tree == null) {
          throw new IllegalStateException("payload " + seq + " was not loaded");
        }
        return tree;
      }
    };
  }
}
