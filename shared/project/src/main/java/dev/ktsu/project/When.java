package dev.ktsu.project;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a step must end for one that waits for it to begin. */
public enum When {
  SUCCESS,
  FAILURE,
  SKIPPED,
  /** However it ends. */
  ALWAYS;

  static final Map<String, When> WORDS =
      Stream.of(values())
          .collect(
              Collectors.toUnmodifiableMap(
                  when -> when.name().toLowerCase(Locale.ROOT), Function.identity()));
}
