package dev.ktsu.project;

/** How the steps of a run are committed. */
public enum Durability {
  /** A pure step joins the commit of what made it ready. */
  FOLDED,
  /** One commit a step. */
  EACH
}
