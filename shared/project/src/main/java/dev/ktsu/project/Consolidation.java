package dev.ktsu.project;

import java.util.Map;

/** What a list yields, out of what its items have yielded. */
public enum Consolidation {
  /** All of it, as a list {@code results} in the order of the items, failures included. */
  ARRAY,
  /** One object: the outputs of the items that have completed, merged in depth, later ones win. */
  MERGE,
  /** The output of the first item, in their order, that has completed. */
  FIRST;

  static final Map<String, Consolidation> WORDS =
      Map.of("array", ARRAY, "merge", MERGE, "first", FIRST);
}
