package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A page that lists things by number: how each stands, by which test that is shown, and why. */
final class Standings {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\| (.*) \\| (.*) \\| (.*) ?\\|$");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final String KEPT = "kept";

  /** These need a test that shows it. */
  private static final Set<String> SHOWN = Set.of(KEPT, "changed");

  private record Row(int number, String text, String standing, String tests, String why) {}

  private final String page;
  private final List<Row> rows;

  Standings(Path page) {
    this.page = Sources.read(page);
    this.rows = ROW.matcher(this.page).results().map(Standings::row).toList();
  }

  private static Row row(MatchResult row) {
    return new Row(
        Integer.parseInt(row.group(1)),
        row.group(2),
        row.group(3),
        row.group(4),
        row.group(5).strip());
  }

  /** Every number from 1 to {@code last} stands there once, in order. */
  void assertNumberedTo(int last) {
    assertEquals(
        IntStream.rangeClosed(1, last).boxed().toList(), rows.stream().map(Row::number).toList());
  }

  /** What is not simply kept has a reason, and what is said to hold has a test. */
  void assertReasoned(List<String> standings) {
    for (Row row : rows) {
      assertTrue(standings.contains(row.standing()), row.toString());
      assertEquals(row.standing().equals(KEPT), row.why().isEmpty(), row.toString());
      assertTrue(
          !SHOWN.contains(row.standing()) || NAMED.matcher(row.tests()).find(), row.toString());
    }
  }

  /** The page has this sentence, with the count of each standing for each {@code %d}. */
  void assertCounted(String sentence, List<String> standings) {
    String counted = sentence.formatted(standings.stream().map(this::count).toArray());
    assertTrue(page.replaceAll("\\s+", " ").contains(counted), counted);
  }

  private long count(String standing) {
    return rows.stream().filter(row -> row.standing().equals(standing)).count();
  }

  void assertTestsExist() {
    Map<String, String> classes = new HashMap<>();
    for (Path source : Sources.ending(".java")) {
      if (Sources.name(source).contains("/src/test/")) {
        String name = source.getFileName().toString().replace(".java", "");
        classes.merge(name, Sources.read(source), String::concat);
      }
    }
    List<String> missing = new ArrayList<>();
    for (Row row : rows) {
      for (MatchResult test : NAMED.matcher(row.tests()).results().toList()) {
        if (!isTest(classes.getOrDefault(test.group(1), ""), test.group(2))) {
          missing.add(row.number() + ": " + test.group());
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  /** A method of this name with the mark of a test somewhere above it. */
  private static boolean isTest(String source, String method) {
    int at = source.indexOf(" void " + method + "(");
    int before = at < 0 ? -1 : source.lastIndexOf("\n  }\n", at);
    String head = at < 0 ? "" : source.substring(Math.max(0, before), at);
    return head.contains("@Test") || head.contains("@ParameterizedTest");
  }
}
