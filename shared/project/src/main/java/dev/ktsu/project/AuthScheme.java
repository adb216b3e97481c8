package dev.ktsu.project;

import java.util.Map;

/** What stands before the secret in the header. */
public enum AuthScheme {
  /** {@code Bearer } and the secret. */
  BEARER,
  /** The secret alone. */
  RAW;

  /** By the words of a file. */
  static final Map<String, AuthScheme> WORDS = Map.of("bearer", BEARER, "raw", RAW);
}
