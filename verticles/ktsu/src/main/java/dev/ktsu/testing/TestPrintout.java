package dev.ktsu.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.shell.Shell;
import dev.ktsu.testing.stage.Ledger.Call;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What a person sees of tests. */
final class TestPrintout {
  private static final String GREEN = "\u001B[32m";
  private static final String RED = "\u001B[31m";
  private static final String PLAIN = "\u001B[0m";
  private static final double NANOS = 1e9;
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final boolean isColoured;
  private final boolean isVerbose;
  private String file = "";

  TestPrintout(Shell shell, boolean isVerbose) {
    this.out = shell.out();
    this.isColoured = shell.hasColours();
    this.isVerbose = isVerbose;
  }

  /** One line, and below it what is wrong. */
  void show(TestVerdict verdict) {
    if (!file.equals(verdict.file())) {
      file = verdict.file();
      out.println(file);
    }
    String mark = verdict.hasPassed() ? painted(GREEN, "✔") : painted(RED, "✘");
    out.println("  " + mark + " " + verdict.test().name() + "  " + verdict.millis() + " ms");
    verdict.lines().forEach(line -> out.println(INDENT + coloured(line)));
    if (isVerbose) {
      verdict.outcome().steps().forEach(this::showStep);
      verdict.outcome().calls().forEach(call -> out.println(INDENT + shown(call)));
    }
    out.flush();
  }

  /** The last line. */
  void sum(List<TestVerdict> verdicts, long nanos) {
    long passed = verdicts.stream().filter(TestVerdict::hasPassed).count();
    long failed = verdicts.size() - passed;
    String count = verdicts.size() + (verdicts.size() == 1 ? " test, " : " tests, ");
    out.println(
        "\n%s%d passed, %s in %.1f s"
            .formatted(
                count,
                passed,
                failed == 0 ? "0 failed" : painted(RED, failed + " failed"),
                nanos / NANOS));
  }

  private void showStep(String path, JsonNode step) {
    String status = step.path("status").asText();
    String output = step.has("output") ? " " + Json.text(step.get("output")) : "";
    String why = step.path("error").asText(step.path("error_code").asText(""));
    out.println(INDENT + path + " " + status + output + (why.isEmpty() ? "" : " " + why));
  }

  private static String shown(Call call) {
    String facts = String.join(" ", new TreeMap<>(call.facts()).values());
    String what = call.kind() == CallKind.PROMPT ? call.text() : Json.text(call.body());
    String begin = call.step() + " → " + call.kind().word().toLowerCase(Locale.ROOT);
    return begin + (facts.isEmpty() ? "" : " " + facts) + " " + what.replace("\n", "\n      ");
  }

  private String coloured(String line) {
    return switch (line.strip().isEmpty() ? ' ' : line.strip().charAt(0)) {
      case '-' -> painted(RED, line);
      case '+' -> painted(GREEN, line);
      default -> line;
    };
  }

  private String painted(String colour, String text) {
    return isColoured ? colour + text + PLAIN : text;
  }
}
