package dev.ktsu.crash;

import java.util.List;
import java.util.Locale;

/** What runs, and what of it dies; those that take long come first. */
enum Plan {
  /** Every fault point instead of a number of kills; the tier follows from the point. */
  EVERY_POINT(Store.SQLITE, apart(), List.of()),
  ALL_IN_ONE(Store.SQLITE, List.of(Tier.ALL), List.of(Tier.ALL)),
  TWO_ON_POSTGRES(Store.POSTGRES, two(), orchestrators()),
  TWO_ON_SQLITE(Store.SQLITE, two(), orchestrators()),
  ORCHESTRATOR(Store.SQLITE, apart(), List.of(Tier.ORCHESTRATOR)),
  RUNTIME(Store.SQLITE, apart(), List.of(Tier.RUNTIME)),
  RUNTIME_WITH_FOLDER(Store.SQLITE, apart(), List.of(Tier.RUNTIME));

  private final Store store;
  private final List<Tier> tiers;
  private final List<Tier> victims;

  /** Where the runs are. */
  enum Store {
    SQLITE,
    POSTGRES
  }

  Plan(Store store, List<Tier> tiers, List<Tier> victims) {
    this.store = store;
    this.tiers = tiers;
    this.victims = victims;
  }

  Store store() {
    return store;
  }

  /** In the order in which they start. */
  List<Tier> tiers() {
    return tiers;
  }

  /** Killed by chance. */
  List<Tier> victims() {
    return victims;
  }

  /** Whether several orchestrators share the store, behind a balancer. */
  boolean isShared() {
    return tiers.contains(Tier.OTHER_ORCHESTRATOR);
  }

  /** Whether the runtime has a folder for its results. */
  boolean keepsResults() {
    return this == RUNTIME_WITH_FOLDER || this == EVERY_POINT;
  }

  /** The name on the command line and in the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<Tier> apart() {
    return List.of(Tier.GATEWAY, Tier.ORCHESTRATOR, Tier.RUNTIME);
  }

  private static List<Tier> two() {
    return List.of(Tier.GATEWAY, Tier.ORCHESTRATOR, Tier.OTHER_ORCHESTRATOR, Tier.RUNTIME);
  }

  private static List<Tier> orchestrators() {
    return List.of(Tier.ORCHESTRATOR, Tier.OTHER_ORCHESTRATOR);
  }
}
