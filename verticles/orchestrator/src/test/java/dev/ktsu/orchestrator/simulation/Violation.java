package dev.ktsu.orchestrator.simulation;

/** An invariant does not hold. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final Invariant invariant;

  Violation(Invariant invariant, String account) {
    super(account, null, false, false);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
