package dev.ktsu.project;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.time.Durations;
import dev.ktsu.project.yaml.Mark;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The key {@code retry} of a step. */
final class RetryReader {
  private static final int MAX = 2;
  private static final int MAX_MOST = 100;
  private static final long INITIAL_MILLIS = 1_000;
  private static final double FACTOR = 2;
  private static final double FACTOR_MOST = 100;
  private static final long MAX_MILLIS = 30_000;
  private static final double JITTER = 0.2;

  /** A person decides about these, or nobody can. */
  private static final Set<Code> FINAL =
      EnumSet.of(Code.TOOL_OUTCOME_UNKNOWN, Code.CANCELLED, Code.TIMEOUT, Code.RUN_FAILED);

  private static final List<String> CODES =
      Stream.of(Code.values()).filter(code -> !FINAL.contains(code)).map(Code::word).toList();

  private final SourceFile file;

  RetryReader(SourceFile file) {
    this.file = file;
  }

  RetryPolicy read(Fields step) {
    Optional<Fields> retry = step.mapping("retry");
    if (retry.isEmpty()) {
      return RetryPolicy.NEVER;
    }
    int max = retry.get().integer("max", 0).orElse(MAX);
    if (max > MAX_MOST) {
      file.report(
          Rule.BAD_VALUE,
          retry.get().mark("max"),
          "\"max\" can be " + MAX_MOST + " at most, got " + max,
          "");
    }
    Optional<Fields> backoff = retry.get().mapping("backoff");
    RetryPolicy policy =
        new RetryPolicy(
            max,
            backoff.map(given -> millis(given, "initial", INITIAL_MILLIS)).orElse(INITIAL_MILLIS),
            backoff
                .map(given -> given.number("factor", 1, FACTOR_MOST).orElse(FACTOR))
                .orElse(FACTOR),
            backoff.map(given -> millis(given, "max", MAX_MILLIS)).orElse(MAX_MILLIS),
            backoff.map(given -> given.number("jitter", 0, 1).orElse(JITTER)).orElse(JITTER),
            codes(retry.get()));
    backoff.ifPresent(Fields::end);
    retry.get().end();
    return policy;
  }

  private long millis(Fields fields, String key, long otherwise) {
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    OptionalLong millis = Durations.millis(text.get());
    if (millis.isEmpty()) {
      file.report(
          Rule.BAD_VALUE,
          fields.mark(key),
          "\"" + key + "\" cannot be \"" + text.get() + "\"",
          "Write " + Durations.FORM + ".");
    }
    return millis.orElse(otherwise);
  }

  private Set<Code> codes(Fields retry) {
    Set<Code> codes = EnumSet.noneOf(Code.class);
    for (Map.Entry<String, Mark> word : retry.texts("on").entrySet()) {
      if (CODES.contains(word.getKey())) {
        codes.add(Code.of(word.getKey()));
      } else {
        file.report(
            Rule.BAD_VALUE,
            word.getValue(),
            "a step cannot be tried again on \"" + word.getKey() + "\"",
            Nearest.remedy(word.getKey(), CODES));
      }
    }
    return codes;
  }
}
