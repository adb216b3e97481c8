package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.problems.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project in memory, with a sound agent and server to start from. */
final class Files {
  static final String WORKFLOW = "workflows/w.workflow.yaml";
  static final String AGENT = "agents/a.agent.yaml";
  static final String SERVER = "servers/s.server.yaml";

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private ProjectOptions options = ProjectOptions.defaults();

  static Files empty() {
    return new Files();
  }

  static Files sound() {
    return empty()
        .with(
            AGENT,
            """
            name: greeter
            model: economy
            params:
              schema:
                type: object
                required: [name, token]
                properties:
                  name: {type: string}
                  token: {type: string, secret: true}
                  tone: {type: string, default: warm}
            prompt:
              system: You greet.
              user: Greet {{ params.name }}.
            servers:
              - name: kv
                path: ../servers/s.server.yaml
                params: {key: "{{ params.token }}", region: "{{ params.tone }}-1"}
                access: {allowlist: ["kv_*", kv_get]}
            output:
              schema: {type: object, required: [text], properties: {text: {type: string}}}
            """)
        .with(
            SERVER,
            """
            name: kv
            description: Keys and values
            url: http://127.0.0.1:9200
            auth: {header: X-Key, scheme: raw, secret: "{{ params.key }}"}
            params:
              key: {secret: true}
              region: {description: Where, default: eu}
            """);
  }

  Files with(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Files options(ProjectOptions other) {
    options = other;
    return this;
  }

  /** A workflow of one pipeline, and the head {@code env} that its steps use. */
  Files pipeline(String steps) {
    return with(
        WORKFLOW,
        """
        env:
          - {name: TOKEN, secret: true}
          - {name: HOST}
        pipeline:
        """
            + steps);
  }

  Project project() {
    return Project.open(SourceTree.of(files), options);
  }

  Definition load() {
    return project().load("w");
  }

  InvalidInput refusal() {
    return assertThrows(InvalidInput.class, this::load);
  }

  /**
   * {@code line:column rule message} of each diagnostic of the workflow, with foreign files named.
   */
  List<String> found() {
    List<String> found = new ArrayList<>();
    for (Diagnostic each : diagnostics()) {
      String file = each.file().equals(WORKFLOW) ? "" : each.file() + ":";
      found.add(
          file + each.line() + ":" + each.column() + " " + each.rule() + " " + each.message());
    }
    return found;
  }

  List<Diagnostic> diagnostics() {
    return project().validate().entries().stream()
        .filter(entry -> entry.file().equals(WORKFLOW))
        .findFirst()
        .orElseThrow()
        .diagnostics();
  }

  Map<String, byte[]> contents() {
    return files;
  }
}
