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

/** The key {@code retry} of a step. */
final class RetryReader {
  private final SourceFile file;

  RetryReader(SourceFile file) {
    this.file = file;
  }

  RetryPolicy read(Fields step) {
    Optional<Fields> retry = step.mapping("retry");
    if (retry.isEmpty()) {
      return RetryPolicy.NEVER;
    }
    Fields backoff = retry.get().mappingOrEmpty("backoff");
    return new RetryPolicy(
        retry.get().integer("max").orElseThrow(),
        millis(backoff, "initial"),
        backoff.number("factor").orElseThrow(),
        millis(backoff, "max"),
        backoff.number("jitter").orElseThrow(),
        codes(retry.get()));
  }

  private long millis(Fields fields, String key) {
    String text = fields.text(key);
    OptionalLong millis = Durations.millis(text);
    if (millis.isEmpty()) {
      file.report(
          Rule.BAD_VALUE,
          fields.mark(key),
          "\"" + key + "\" cannot be \"" + text + "\"",
          "Write " + Durations.FORM + ".");
    }
    return millis.orElse(0);
  }

  private Set<Code> codes(Fields retry) {
    List<String> words = retry.words("on");
    Set<Code> codes = EnumSet.noneOf(Code.class);
    for (Map.Entry<String, Mark> word : retry.texts("on").entrySet()) {
      if (words.contains(word.getKey())) {
        codes.add(Code.of(word.getKey()));
      } else {
        file.report(
            Rule.BAD_VALUE,
            word.getValue(),
            "a step cannot be tried again on \"" + word.getKey() + "\"",
            Nearest.remedy(word.getKey(), words));
      }
    }
    return codes;
  }
}
