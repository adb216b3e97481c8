package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.state.State;
import java.util.Map;

/**
 * What an operator wants to know of a store.
 *
 * @param type as in the settings
 * @param place file or address, without a password
 * @param schema version of its tables, 0 for none
 * @param schemaOfRelease the version that this release writes
 * @param minReader the oldest schema version whose releases can read it
 * @param size what it takes
 * @param damage what is wrong with it, empty for nothing
 * @param runs how many are in each state
 * @param leases how long that of each orchestrator still lasts, milliseconds; less than 0 = over
 */
public record StoreFacts(
    String type,
    String place,
    int schema,
    int schemaOfRelease,
    int minReader,
    Size size,
    String damage,
    Map<State, Long> runs,
    Map<String, Long> leases) {
  public StoreFacts {
    leases = Map.copyOf(leases);
    runs = Map.copyOf(runs);
  }

  /**
   * Bytes; -1 where nobody can say.
   *
   * @param free that belong to it and hold nothing
   * @param log that were written and not yet put in their place
   * @param diskFree that the disk has left
   */
  public record Size(long bytes, long free, long log, long diskFree) {}

  /** Whether this release can read it. */
  public boolean isReadable() {
    return schema <= schemaOfRelease || minReader <= schemaOfRelease;
  }
}
