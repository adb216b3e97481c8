package dev.ktsu.project;

/** What stands before the secret in the header. */
public enum AuthScheme {
  /** {@code Bearer } and the secret. */
  BEARER,
  /** The secret alone. */
  RAW
}
