package dev.ktsu.settings;

/** Who reads a setting. */
public enum Part {
  ORCHESTRATOR,
  RUNTIME,
  GATEWAY,
  TOOLSERVER,
  /** Every tier. */
  TIERS,
  /** Commands that act as a client of an orchestrator. */
  CLIENT
}
