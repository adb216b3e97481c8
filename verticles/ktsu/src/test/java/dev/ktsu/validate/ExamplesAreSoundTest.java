package dev.ktsu.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesAreSoundTest {
  static List<Path> examples() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../../examples"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleHasNeitherErrorsNorWarnings(Path example) {
    Project project = Project.open(SourceTree.of(example), ProjectOptions.defaults());

    assertEquals(List.of(), project.validate().diagnostics());
  }
}
