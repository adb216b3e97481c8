package dev.ktsu.project;

/** Who may start a workflow. */
public enum Visibility {
  /** Anyone who may invoke. */
  ROOT,
  /** Other workflows alone; for an invoke it does not exist. */
  SUB_WORKFLOW
}
