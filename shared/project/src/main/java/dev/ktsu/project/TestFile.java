package dev.ktsu.project;

import java.util.List;

/**
 * A file {@code tests/*.test.yaml}: what a project says of its own workflows.
 *
 * @param path as it is shown to people
 * @param tests in the order of the file
 * @param findings what is wrong with the file; with an error among them its tests are not to be run
 */
public record TestFile(String path, List<TestCase> tests, List<Diagnostic> findings) {
  /** How the name of such a file ends. */
  public static final String ENDING = ".test.yaml";

  public TestFile {
    tests = List.copyOf(tests);
    findings = List.copyOf(findings);
  }

  /** Reads the bytes of a file; never fails, since what is wrong is in the findings. */
  public static TestFile read(String path, byte[] bytes) {
    Findings findings = new Findings();
    List<TestCase> tests =
        SourceFile.parse(path, bytes, findings)
            .map(file -> new TestFileReader(file).tests())
            .orElse(List.of());
    return new TestFile(path, tests, findings.sorted());
  }

  public boolean hasErrors() {
    return findings.stream().anyMatch(Diagnostic::isError);
  }
}
