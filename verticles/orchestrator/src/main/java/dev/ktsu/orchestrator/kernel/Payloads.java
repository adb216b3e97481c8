package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The payloads that were loaded for a decision. */
@FunctionalInterface
public interface Payloads {
  Payloads NONE = Map::of;

  /** By the sequence number of their event. */
  Map<Long, ObjectNode> trees();

  /** Whether the payload of event {@code seq} is among them. */
  default boolean has(long seq) {
    return trees().containsKey(seq);
  }

  /** The payload of event {@code seq}; one that {@link Needs} did not name may be missing. */
  default ObjectNode of(long seq) {
    ObjectNode tree = trees().get(seq);
    if (tree == null) {
      throw new IllegalStateException("payload " + seq + " was not loaded");
    }
    return tree;
  }
}
