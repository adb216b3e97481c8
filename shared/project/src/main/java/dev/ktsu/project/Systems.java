package dev.ktsu.project;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The files of a project that belong to no workflow. */
final class Systems {
  private Systems() {}

  static Optional<GatewayFile> gateway(SourceTree tree, ProjectOptions options) {
    return read(tree, options, GatewayReader.NAME, GatewayReader::read);
  }

  static GatewayFile gateway(String path, byte[] bytes) {
    Findings findings = new Findings();
    Optional<GatewayFile> value = SourceFile.parse(path, bytes, findings).map(GatewayReader::read);
    refuse(path, findings.sorted());
    return value.orElseThrow();
  }

  static Optional<Environment> environment(SourceTree tree, ProjectOptions options, String path) {
    return read(tree, options, path, EnvironmentReader::read);
  }

  static void readGateway(Loader loader, String path) {
    loader.open(path).ifPresent(GatewayReader::read);
  }

  static void readEnvironment(Loader loader, String path) {
    loader.open(path).ifPresent(EnvironmentReader::read);
  }

  private static <T> Optional<T> read(
      SourceTree tree, ProjectOptions options, String path, Function<SourceFile, T> reader) {
    Loader loader = new Loader(tree, options);
    Optional<T> value = loader.open(path).map(reader);
    refuse(path, loader.diagnostics());
    return value;
  }

  private static void refuse(String path, List<Diagnostic> found) {
    List<Diagnostic> errors = found.stream().filter(Diagnostic::isError).toList();
    if (!errors.isEmpty()) {
      throw new InvalidInput(
          Code.PROJECT_INVALID,
          400,
          "project invalid",
          path + " has errors.",
          "Fix the places listed in errors; `ktsu validate` shows them too.",
          errors.stream().map(Diagnostic::place).toList());
    }
  }
}
