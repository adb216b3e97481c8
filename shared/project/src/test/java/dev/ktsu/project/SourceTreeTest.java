package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.project.yaml.YamlFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTreeTest {
  @TempDir Path outside;
  private Path root;
  private SourceTree folder;
  private final SourceTree memory =
      SourceTree.of(Map.of("a.yaml", bytes("a"), "d/b.yaml", bytes("b"), "d/e/c.yaml", bytes("c")));

  @BeforeEach
  void layProject() throws IOException {
    root = Files.createDirectories(outside.resolve("project"));
    Files.createDirectories(root.resolve("d/e"));
    Files.write(root.resolve("a.yaml"), bytes("a"));
    Files.write(root.resolve("d/b.yaml"), bytes("b"));
    Files.write(root.resolve("d/e/c.yaml"), bytes("c"));
    Files.write(outside.resolve("secret.yaml"), bytes("secret"));
    folder = SourceTree.of(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.yaml", "./a.yaml", "d/../a.yaml", "d//b.yaml", "d/e/c.yaml"})
  void filesInsideAreRead(String path) {
    assertTrue(folder.read(path).isPresent());
    assertEquals(text(memory.read(path)), text(folder.read(path)));
    assertTrue(memory.stamp(path).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.yaml", "d", "a.yaml/x", "no/no.yaml"})
  void whatIsNoFileIsAbsent(String path) {
    assertEquals(Optional.empty(), folder.read(path));
    assertEquals(Optional.empty(), folder.stamp(path));
    assertEquals(Optional.empty(), memory.read(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.yaml",
        "d/../../secret.yaml",
        "/etc/hostname",
        "..\\secret.yaml",
        "a\0"
      })
  void pathsOutOfTheProjectAreRefused(String path) {
    assertThrows(SourceTree.OutsideProject.class, () -> folder.read(path));
    assertThrows(SourceTree.OutsideProject.class, () -> folder.stamp(path));
    assertThrows(SourceTree.OutsideProject.class, () -> folder.list(path));
    assertThrows(SourceTree.OutsideProject.class, () -> memory.read(path));
  }

  @Test
  void linksOutOfTheProjectAreRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("link.yaml"), outside.resolve("secret.yaml"));
    Files.createSymbolicLink(root.resolve("up"), outside);

    assertThrows(SourceTree.OutsideProject.class, () -> folder.read("link.yaml"));
    assertThrows(SourceTree.OutsideProject.class, () -> folder.read("up/secret.yaml"));
  }

  @Test
  void linksInsideTheProjectAreFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("same.yaml"), root.resolve("a.yaml"));

    assertEquals(Optional.of("a"), text(folder.read("same.yaml")));
  }

  @Test
  void listingNamesTheFilesOfAFolderSorted() {
    assertEquals(List.of("b.yaml"), folder.list("d"));
    assertEquals(List.of("b.yaml"), memory.list("d"));
    assertEquals(List.of(), folder.list("no"));
    assertEquals(List.of(), memory.list("no"));
  }

  @Test
  void changedFileHasAnotherStamp() throws IOException {
    var before = folder.stamp("a.yaml");

    Files.write(root.resolve("a.yaml"), bytes("longer"));

    assertNotEquals(before, folder.stamp("a.yaml"));
  }

  @Test
  void hugeFileIsNotReadWhole() throws IOException {
    Files.write(root.resolve("huge.yaml"), new byte[YamlFile.BYTES_MAX * 2]);

    assertEquals(YamlFile.BYTES_MAX + 1, folder.read("huge.yaml").orElseThrow().length);
  }

  @Test
  void workflowThatIsALinkOutOfTheProjectIsInvalid() throws IOException {
    Files.createDirectories(root.resolve("workflows"));
    Files.createSymbolicLink(
        root.resolve("workflows/w.workflow.yaml"), outside.resolve("secret.yaml"));
    Project project = Project.open(folder, ProjectOptions.defaults());

    var refusal = assertThrows(InvalidInput.class, () -> project.load("w"));

    assertEquals(
        "workflows/w.workflow.yaml:1:1: the file cannot be read: workflows/w.workflow.yaml lies"
            + " outside the project",
        refusal.places().getFirst().toString());
  }

  @Test
  void definitionIsStaleOnceAFileOfItChangesOrAppears() throws IOException {
    Files.createDirectories(root.resolve("workflows"));
    Files.writeString(
        root.resolve("workflows/w.workflow.yaml"), "pipeline: [{id: a, agent: a.agent.yaml}]");
    Files.writeString(
        root.resolve("a.agent.yaml"),
        "{model: m, servers: [{name: s, access: {allowlist: []}, path: d/s.yaml}],"
            + " output: {schema: {type: object}}}");
    Files.writeString(root.resolve("d/s.yaml"), "url: http://h");
    Project project = Project.open(folder, ProjectOptions.defaults());
    Definition definition = project.load("w");
    assertTrue(project.isCurrent(definition));

    Files.writeString(root.resolve("d/s.yaml"), "url: http://elsewhere");

    assertTrue(!project.isCurrent(definition));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> text(Optional<byte[]> bytes) {
    return bytes.map(present -> new String(present, StandardCharsets.UTF_8));
  }
}
