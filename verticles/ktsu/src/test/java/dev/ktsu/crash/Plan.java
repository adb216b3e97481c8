package dev.ktsu.crash;

import java.util.List;

/** What runs, and what of it dies; those that take long come first. */
enum Plan {
  /** Every fault point instead of a number of kills; the tier follows from the point. */
  EVERY_POINT(apart(), Tier.ORCHESTRATOR, true),
  ALL_IN_ONE(List.of(Tier.ALL), Tier.ALL, false),
  ORCHESTRATOR(apart(), Tier.ORCHESTRATOR, false),
  RUNTIME(apart(), Tier.RUNTIME, false),
  RUNTIME_WITH_FOLDER(apart(), Tier.RUNTIME, true);

  private final List<Tier> tiers;
  private final Tier victim;
  private final boolean keepsResults;

  Plan(List<Tier> tiers, Tier victim, boolean keepsResults) {
    this.tiers = tiers;
    this.victim = victim;
    this.keepsResults = keepsResults;
  }

  /** In the order in which they start. */
  List<Tier> tiers() {
    return tiers;
  }

  Tier victim() {
    return victim;
  }

  /** Whether the runtime has a folder for its results. */
  boolean keepsResults() {
    return keepsResults;
  }

  /** The name on the command line and in the table. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static List<Tier> apart() {
    return List.of(Tier.GATEWAY, Tier.ORCHESTRATOR, Tier.RUNTIME);
  }
}
