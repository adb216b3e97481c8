package dev.ktsu.expressions;

/** The roots of a scope. */
public enum Namespace {
  /** {@code params.x}: the parameters of the workflow, agent or server. */
  PARAMS,
  /** {@code env.X}: the environment that a root workflow declares. */
  ENV,
  /** {@code step.id}: the output of a step. */
  STEP,
  /** {@code item} and {@code item_index}: the element of a fan-out. */
  ITEM,
  /** Any other name at the root: perhaps a step by its bare id. */
  FLAT
}
