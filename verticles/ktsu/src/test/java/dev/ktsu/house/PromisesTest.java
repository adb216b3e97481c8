package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page of promises says of each one how it stands, and by which test. */
class PromisesTest {
  private static final Path PAGE = Sources.HOME.resolve("docs/promises.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\| (.*) \\| (.*) \\| (.*) ?\\|$");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final List<String> STANDINGS = List.of("kept", "changed", "not kept yet");

  private record Promise(int number, String text, String standing, String tests, String why) {}

  private static List<Promise> promises() {
    return ROW.matcher(Sources.read(PAGE))
        .results()
        .map(
            row ->
                new Promise(
                    Integer.parseInt(row.group(1)),
                    row.group(2),
                    row.group(3),
                    row.group(4),
                    row.group(5).strip()))
        .toList();
  }

  @Test
  void everyPromiseStandsThereOnce() {
    assertEquals(
        IntStream.rangeClosed(1, 145).boxed().toList(),
        promises().stream().map(Promise::number).toList());
  }

  @Test
  void standingIsOneOfThreeAndHasItsReason() {
    for (Promise promise : promises()) {
      assertTrue(STANDINGS.contains(promise.standing()), promise.toString());
      boolean isKept = promise.standing().equals("kept");
      assertEquals(isKept, promise.why().isEmpty(), promise.toString());
      assertTrue(
          promise.standing().equals("not kept yet") || NAMED.matcher(promise.tests()).find(),
          promise.toString());
    }
  }

  @Test
  void pageCountsItsPromises() {
    String page = Sources.read(PAGE).replaceAll("\\s+", " ");
    String counted =
        "%d are kept, %d changed, %d not kept yet."
            .formatted(STANDINGS.stream().map(PromisesTest::count).toArray());

    assertTrue(page.contains(counted), counted);
  }

  @Test
  void everyTestThatIsNamedExists() {
    Map<String, String> classes = new HashMap<>();
    for (Path source : Sources.ending(".java")) {
      if (Sources.name(source).contains("/src/test/")) {
        String name = source.getFileName().toString().replace(".java", "");
        classes.merge(name, Sources.read(source), String::concat);
      }
    }
    List<String> missing = new ArrayList<>();
    for (Promise promise : promises()) {
      for (MatchResult test : NAMED.matcher(promise.tests()).results().toList()) {
        if (!isTest(classes.getOrDefault(test.group(1), ""), test.group(2))) {
          missing.add(promise.number() + ": " + test.group());
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static long count(String standing) {
    return promises().stream().filter(promise -> promise.standing().equals(standing)).count();
  }

  /** A method of this name with the mark of a test somewhere above it. */
  private static boolean isTest(String source, String method) {
    int at = source.indexOf(" void " + method + "(");
    int before = at < 0 ? -1 : source.lastIndexOf("\n  }\n", at);
    String head = at < 0 ? "" : source.substring(Math.max(0, before), at);
    return head.contains("@Test") || head.contains("@ParameterizedTest");
  }
}
