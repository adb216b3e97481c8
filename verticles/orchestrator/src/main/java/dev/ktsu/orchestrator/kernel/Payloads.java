package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The payloads that were loaded for a decision. */
@FunctionalInterface
public interface Payloads {
  Payloads NONE =
      seq -> {
        throw new IllegalStateException("payload " + seq + " was not loaded");
      };

  /** The payload of event {@code seq}; one that {@link Needs} did not name may be missing. */
  ObjectNode of(long seq);
}
