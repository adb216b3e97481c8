package dev.ktsu.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
  @TempDir Path project;

  @BeforeEach
  void list() throws IOException {
    file("docs/conformance.tsv", "# case\tgo\twhat\nG1-01\tyes\tIt holds.\nG1-02\tno\tIt too.\n");
  }

  @Test
  void pageNamesTheTestsOfEachCase() throws IOException {
    file("shared/a/target/cases.tsv", "G1-01\tATest#one\tpassed\n");
    file("verticles/b/target/cases.tsv", "G1-01\tBTest#two\tpassed\nG1-02\tBTest#two\tpassed\n");
    assertEquals(List.of(), faults(true));
    String page = Files.readString(project.resolve("docs/conformance.md"));
    assertTrue(page.contains("| G1-01 | It holds. | yes | `ATest#one`, `BTest#two` |\n"), page);
    assertTrue(page.endsWith("| G1-02 | It too. | no | `BTest#two` |\n"), page);
    assertEquals(List.of(), faults(false));
  }

  @Test
  void caseThatNoTestProvesIsAFault() throws IOException {
    file("shared/a/target/cases.tsv", "G1-01\tATest#one\tpassed\n");
    assertEquals(List.of("G1-02: no test that passed proves \"It too.\""), faults(true));
  }

  @Test
  void failedTestProvesNothing() throws IOException {
    file("shared/a/target/cases.tsv", "G1-01\tATest#one\tpassed\nG1-02\tATest#two\tfailed\n");
    assertEquals(
        List.of("G1-02: ATest#two failed", "G1-02: no test that passed proves \"It too.\""),
        faults(true));
  }

  @Test
  void markedCaseThatIsNotListedIsAFault() throws IOException {
    file(
        "shared/a/target/cases.tsv",
        "G1-01\tATest#one\tpassed\nG1-02\tATest#one\tpassed\nG9-99\tATest#one\tpassed\n");
    assertEquals(
        List.of("G9-99: proved by [ATest#one], but not in the list of cases"), faults(true));
  }

  @Test
  void stalePageIsAFault() throws IOException {
    file("shared/a/target/cases.tsv", "G1-01\tATest#one\tpassed\nG1-02\tATest#one\tpassed\n");
    faults(true);
    file("shared/a/target/cases.tsv", "G1-01\tATest#new\tpassed\nG1-02\tATest#one\tpassed\n");
    List<String> faults = faults(false);
    assertEquals(1, faults.size());
    assertTrue(faults.get(0).startsWith("docs/conformance.md is stale"), faults.get(0));
  }

  private List<String> faults(boolean write) throws IOException {
    return Conformance.faults(project, write);
  }

  private void file(String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
