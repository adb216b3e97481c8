package dev.ktsu.project;

import dev.ktsu.project.kinds.FileKind;
import java.util.List;

/** One file by itself: what its reader says of it, whatever files there are around it. */
public final class LoneFile {
  private LoneFile() {}

  /**
   * The diagnostics of a file, in the order of places.
   *
   * @param path shown in them
   */
  public static List<Diagnostic> check(FileKind kind, String path, byte[] bytes) {
    if (kind == FileKind.TEST) {
      return TestFile.read(path, bytes).findings();
    }
    Findings findings = new Findings();
    SourceFile.parse(path, bytes, findings).ifPresent(file -> read(kind, file));
    return findings.sorted();
  }

  private static void read(FileKind kind, SourceFile file) {
    ProjectOptions options = ProjectOptions.defaults();
    switch (kind) {
      case WORKFLOW -> WorkflowReader.read(file, options);
      case AGENT -> AgentReader.read(file, options);
      case SERVER -> ServerReader.read(file, options);
      case SERVERS -> ServerReader.readAll(file, options);
      case GATEWAY -> GatewayReader.read(file);
      case ENVIRONMENT -> EnvironmentReader.read(file);
      case TEST -> throw new IllegalArgumentException("tests have a reader of their own");
    }
  }
}
