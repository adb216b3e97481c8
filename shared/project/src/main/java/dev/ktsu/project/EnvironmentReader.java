package dev.ktsu.project;

import dev.ktsu.project.Environment.StateStore;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of an environments/*.env.yaml. */
final class EnvironmentReader {
  static final String ENDING = ".env.yaml";

  private EnvironmentReader() {}

  static Environment read(SourceFile file) {
    Fields fields = Fields.of(file, FileKind.ENVIRONMENT);
    return new Environment(
        fields.given("name").orElse(Paths.stem(file.path(), ENDING)),
        variables(fields),
        GatewayReader.providers(fields, Optional.empty()),
        fields.mapping("state").map(EnvironmentReader::state),
        file.path());
  }

  private static Map<String, String> variables(Fields fields) {
    Map<String, String> values = new LinkedHashMap<>();
    fields
        .mapping("variables")
        .ifPresent(
            inner ->
                inner
                    .entries()
                    .keySet()
                    .forEach(
                        name ->
                            inner
                                .scalar(name, "a text")
                                .ifPresent(text -> values.put(name, plain(fields, text)))));
    return values;
  }

  private static String plain(Fields fields, Scalar text) {
    return Texts.plain(fields.file(), text, TextPlace.ENVIRONMENT_VARIABLES);
  }

  private static StateStore state(Fields state) {
    return new StateStore(state.text("driver"), state.text("dsn"));
  }
}
