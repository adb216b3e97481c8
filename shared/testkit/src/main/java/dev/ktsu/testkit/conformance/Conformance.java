package dev.ktsu.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins the list of cases with the tests that ran: {@code Conformance [--write] [folder of the
 * project]}. Compares {@code docs/conformance.md} with them, or writes it anew. Ends with 1 when
 * the page is stale, a listed case was not proved, or a marked case is not listed.
 */
public final class Conformance {
  /** How names of reports end. */
  static final String REPORT = "cases.tsv";

  private static final int REPORT_DEPTH = 4;
  private static final String HEAD =
      """
      # Conformance

      What a black-box test can see of ktsu, case by case, and the test that proves it. The numbers \
      are those of the comparison with the Go product that ktsu replaces; numbers that are absent \
      belong to features that are not built yet. *Go* says whether that product keeps the sentence: \
      **yes**, **no** (its documents promise it, its code does not), or **decided here** (it does \
      otherwise or leaves it open; the reason stands in [deviations.md](deviations.md)).

      Made from [conformance.tsv](conformance.tsv) and the tests that ran. After `mvn verify`, \
      `.ci/conformance --write` writes this page, and `.ci/conformance` fails when a case is not \
      proved or the page is stale.
      """;

  private final Path project;
  private final List<String> faults = new ArrayList<>();

  private Conformance(Path project) {
    this.project = project;
  }

  /** A line of the list. */
  private record Listed(String number, String go, String sentence) {}

  public static void main(String... args) throws IOException {
    List<String> rest = new ArrayList<>(List.of(args));
    boolean write = rest.remove("--write");
    Path project = Path.of(rest.isEmpty() ? "." : rest.get(0));
    List<String> faults = faults(project, write);
    faults.forEach(System.err::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /** Writes or checks the page; what is wrong, one sentence each. */
  static List<String> faults(Path project, boolean write) throws IOException {
    return new Conformance(project).run(write);
  }

  private List<String> run(boolean write) throws IOException {
    List<Listed> list = list();
    Map<String, Set<String>> proofs = proofs();
    judge(list, proofs);
    String page = page(list, proofs);
    Path file = project.resolve("docs/conformance.md");
    if (write) {
      Files.writeString(file, page);
    } else if (!Files.exists(file) || !Files.readString(file).equals(page)) {
      faults.add("docs/conformance.md is stale: run .ci/conformance --write and commit it");
    }
    return faults;
  }

  private List<Listed> list() throws IOException {
    try (Stream<String> lines = Files.lines(project.resolve("docs/conformance.tsv"))) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", 3))
          .map(cells -> new Listed(cells[0], cells[1], cells[2]))
          .toList();
    }
  }

  /** Case to the tests that passed. A failed one is a fault of its own. */
  private Map<String, Set<String>> proofs() throws IOException {
    Map<String, Set<String>> proofs = new TreeMap<>();
    for (Path report : reports()) {
      for (String line : Files.readAllLines(report)) {
        String[] cells = line.split("\t");
        if (cells[2].equals("passed")) {
          proofs.computeIfAbsent(cells[0], number -> new TreeSet<>()).add(cells[1]);
        } else {
          faults.add(cells[0] + ": " + cells[1] + " failed");
        }
      }
    }
    return proofs;
  }

  private List<Path> reports() throws IOException {
    try (Stream<Path> files = Files.walk(project, REPORT_DEPTH)) {
      return files.filter(Conformance::isReport).sorted().toList();
    }
  }

  private static boolean isReport(Path file) {
    Path folder = file.getParent();
    return folder != null && folder.endsWith("target") && file.toString().endsWith(REPORT);
  }

  private void judge(List<Listed> list, Map<String, Set<String>> proofs) {
    Set<String> listed = list.stream().map(Listed::number).collect(Collectors.toSet());
    if (listed.size() < list.size()) {
      faults.add("docs/conformance.tsv names a case twice");
    }
    for (Listed entry : list) {
      if (!proofs.containsKey(entry.number())) {
        faults.add(entry.number() + ": no test that passed proves \"" + entry.sentence() + "\"");
      }
    }
    for (Map.Entry<String, Set<String>> proof : proofs.entrySet()) {
      if (!listed.contains(proof.getKey())) {
        faults.add(
            proof.getKey() + ": proved by " + proof.getValue() + ", but not in the list of cases");
      }
    }
  }

  private static String page(List<Listed> list, Map<String, Set<String>> proofs) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("\n| Case | What holds | Go | Proved by |\n|---|---|---|---|\n");
    for (Listed entry : list) {
      String tests =
          proofs.getOrDefault(entry.number(), Set.of()).stream()
              .map(test -> "`" + test + "`")
              .collect(Collectors.joining(", "));
      page.append(
          "| %s | %s | %s | %s |\n".formatted(entry.number(), entry.sentence(), entry.go(), tests));
    }
    return page.toString();
  }
}
