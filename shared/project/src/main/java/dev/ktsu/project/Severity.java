package dev.ktsu.project;

/** Whether a diagnostic keeps a workflow from running. */
public enum Severity {
  ERROR,
  WARNING
}
