package dev.ktsu.testing.judge;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.TestExpectation.CallExpectation;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.testing.match.Difference;
import dev.ktsu.testing.match.StepKeys;
import dev.ktsu.testing.stage.Ledger.Call;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether calls were made as one entry of a test says.
 *
 * @param made all calls of the run
 */
record CallCheck(CallExpectation expected, List<Call> made) {
  private static final int CHARS_MAX = 400;

  Optional<Flaw> flaw() {
    long count = made.stream().filter(this::isMeant).count();
    boolean isRight =
        expected.times().isPresent() ? count == expected.times().getAsInt() : count > 0;
    return isRight ? Optional.empty() : Optional.of(new Flaw(sentence(count), line(), others()));
  }

  private int line() {
    return expected.at().line();
  }

  private boolean isMeant(Call call) {
    return call.kind() == expected.kind()
        && StepKeys.isNamed(expected.step(), call.step())
        && call.facts().entrySet().containsAll(expected.facts().entrySet())
        && Difference.isIncluded(expected.includes(), call.body())
        && expected.contains().stream().allMatch(call.text()::contains);
  }

  private String sentence(long count) {
    String wanted =
        expected.times().isPresent() ? expected.times().getAsInt() + " times" : "at least once";
    return "a "
        + expected.kind().word()
        + described()
        + " was to be made "
        + wanted
        + ", and was made "
        + (count == 0 ? "never" : count + " times");
  }

  private String described() {
    StringBuilder text = new StringBuilder();
    if (!expected.step().isEmpty()) {
      text.append(" of ").append(expected.step());
    }
    new TreeMap<>(expected.facts())
        .forEach((name, value) -> text.append(' ').append(name).append(' ').append(value));
    expected.includes().ifPresent(body -> text.append(" with ").append(Json.text(body)));
    expected.contains().forEach(part -> text.append(" with \"").append(part).append('"'));
    return text.toString();
  }

  private List<String> others() {
    return made.stream()
        .filter(call -> call.kind() == expected.kind())
        .map(CallCheck::shown)
        .toList();
  }

  private static String shown(Call call) {
    String what = call.kind() == CallKind.PROMPT ? call.text() : Json.text(call.body());
    String facts = String.join(" ", new TreeMap<>(call.facts()).values());
    String shown = "made: " + call.step() + " " + (facts + " " + what).strip();
    return shown.length() <= CHARS_MAX ? shown : shown.substring(0, CHARS_MAX) + "…";
  }
}
