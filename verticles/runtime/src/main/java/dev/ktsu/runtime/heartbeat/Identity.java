package dev.ktsu.runtime.heartbeat;

import java.util.List;

/**
 * Who this runtime is.
 *
 * @param id stable over restarts
 * @param boot of this start alone
 * @param url where it takes work
 * @param labels {@code name=value} each
 */
public record Identity(String id, String boot, String url, List<String> labels) {
  public Identity {
    labels = List.copyOf(labels);
  }
}
