package dev.ktsu.testing;

import dev.ktsu.project.TestFile;
import dev.ktsu.shell.CommandError;
import dev.ktsu.testing.play.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the tests that a person means. */
record TestFinder(String workflowDir) {
  private static final String FOLDER = "tests";

  /**
   * Files of tests.
   *
   * @param given files, or roots of projects
   * @throws CommandError when there are none, or one cannot be read
   */
  List<TestSuite> find(List<Path> given) {
    List<TestSuite> suites = new ArrayList<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        suites.addAll(ofProject(path));
      } else {
        suites.add(ofFile(path));
      }
    }
    return suites;
  }

  private List<TestSuite> ofProject(Path project) {
    Path folder = project.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      throw none(project);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<TestSuite> suites =
          files
              .filter(file -> file.getFileName().toString().endsWith(TestFile.ENDING))
              .sorted()
              .map(file -> read(file, project))
              .toList();
      if (suites.isEmpty()) {
        throw none(project);
      }
      return suites;
    } catch (IOException refused) {
      throw new CommandError("cannot read " + folder + ": " + refused.getMessage());
    }
  }

  private TestSuite ofFile(Path file) {
    if (!file.getFileName().toString().endsWith(TestFile.ENDING)) {
      throw new CommandError(
          file + " is no file of tests: its name must end with " + TestFile.ENDING);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    while (folder != null && !Files.isDirectory(folder.resolve(workflowDir))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new CommandError(
          file + " belongs to no project: no folder above it has " + workflowDir + "/");
    }
    return read(file, folder);
  }

  private TestSuite read(Path file, Path project) {
    try {
      TestFile tests = TestFile.read(file.normalize().toString(), Files.readAllBytes(file));
      return new TestSuite(file, new Home(project, workflowDir), tests);
    } catch (IOException refused) {
      throw new CommandError("cannot read " + file + ": " + refused.getMessage());
    }
  }

  private static CommandError none(Path project) {
    return new CommandError(
        "there are no tests in "
            + project
            + "; a test is an entry of a file tests/<name>"
            + TestFile.ENDING);
  }
}
