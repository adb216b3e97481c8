package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Habits of the house that no other tool checks. Each test lists the files that break one. */
class TidyTest {
  private static final int LINES_MAX = 400;
  private static final int PACKAGE_INFO_LINES_MIN = 5;
  private static final int PACKAGE_INFO_LINES_MAX = 25;
  private static final Set<String> VAGUE =
      Set.of("util", "utils", "common", "impl", "model", "service");

  /** One entry after the other, read by looking up: length does no harm. */
  private static final Set<String> LISTS = Set.of("Registry.java", "DagCasesTest.java");

  /** Put together here, so that this file does not find itself. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern SLEEP =
      Pattern.compile("Thread\\." + "sleep|TimeUnit\\.\\w+\\.sleep");

  private static final Pattern WRITTEN_STATE =
      Pattern.compile("(?i)UPDATE\\s+runs\\b[^;\"]*?\\bstate\\s*=");

  private static final Pattern LOST_APPEND =
      Pattern.compile(
          "(?is)INTO\\s+journal\\b[^;]*ON\\s+CONFLICT[^;]*DO\\s+NOTHING|INSERT\\s+OR\\s+IGNORE\\s+INTO\\s+journal");

  @Test
  void sourcesAreFormatted() throws IOException, FormatterException {
    boolean write = Boolean.getBoolean("format.write");
    Formatter formatter = new Formatter();
    StringBuilder unformatted = new StringBuilder();
    for (Path file : Sources.ending(".java")) {
      String text = Sources.read(file);
      String formatted = formatter.formatSourceAndFixImports(text);
      if (!formatted.equals(text)) {
        if (write) {
          Files.writeString(file, formatted);
        } else {
          unformatted.append(Sources.name(file)).append('\n');
        }
      }
    }
    assertEquals("", unformatted.toString(), "run the test with -Dformat.write=true");
  }

  @Test
  void stateOfARunIsWrittenByOneStatementOfEachStore() {
    assertEquals(
        List.of("postgres/FlushStatement.java", "sqlite/Statements.java"),
        Sources.ending(".java", ".sql").stream()
            .filter(TidyTest::isMain)
            .filter(file -> WRITTEN_STATE.matcher(Sources.read(file)).find())
            .map(file -> file.getParent().getFileName() + "/" + file.getFileName())
            .toList());
  }

  @Test
  void nothingIsLeftForLater() {
    assertNone(
        Sources.ending(".java", ".yaml", ".md", ".sql", ".xml"),
        file -> UNFINISHED.matcher(Sources.read(file)).find());
  }

  @Test
  void nobodySleeps() {
    assertNone(Sources.ending(".java"), file -> SLEEP.matcher(Sources.read(file)).find());
  }

  @Test
  void appendsToTheJournalAreNeverDroppedInSilence() {
    assertNone(
        Sources.ending(".java", ".sql"), file -> LOST_APPEND.matcher(Sources.read(file)).find());
  }

  @Test
  void packagesAreNounsOfTheDomain() {
    assertNone(
        Sources.ending(".java"),
        file -> VAGUE.contains(String.valueOf(file.getParent().getFileName())));
  }

  @Test
  void filesFitInAHead() {
    assertNone(
        Sources.ending(".java"),
        file -> {
          boolean isList = LISTS.contains(file.getFileName().toString());
          return !isList && Sources.read(file).lines().count() > LINES_MAX;
        });
  }

  @Test
  void everyPackageSaysWhatLivesThere() {
    assertNone(
        Sources.ending(".java"),
        file -> isMain(file) && !Files.exists(file.resolveSibling("package-info.java")));
  }

  @Test
  void packagesSayItInAFewLines() {
    assertNone(
        Sources.ending("package-info.java"),
        file -> {
          long lines = Sources.read(file).lines().count();
          return lines < PACKAGE_INFO_LINES_MIN || lines > PACKAGE_INFO_LINES_MAX;
        });
  }

  private static boolean isMain(Path file) {
    return Sources.name(file).contains("src/main/java");
  }

  private static void assertNone(List<Path> files, Predicate<Path> breaks) {
    assertEquals(List.of(), files.stream().filter(breaks).map(Sources::name).toList());
  }
}
