package dev.ktsu.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project's files, written for one test. */
public record Projects(Path root) {
  static final String GATEWAY =
      """
      providers:
        - {name: demo, type: simulated, config: {latency_ms: %d}}
      model_groups:
        - {name: standard, models: [demo/standard]}
      """;

  public static final String AGENT =
      """
      name: writer
      model: standard
      params:
        schema: {type: object, properties: {name: {type: string}}}
      prompt: {system: Write., user: "{{ params.name }}"}
      output:
        schema: {type: object, required: [text], properties: {text: {type: string}}}
      """;

  static final String WORKFLOW =
      """
      kind: workflow
      name: story
      params:
        schema: {type: object, required: [name], properties: {name: {type: string}}}
      pipeline:
        - id: write
          agent: ./agents/writer.agent.yaml
          params: {name: "{{ params.name }}"}
      """;

  /** A project that is right: one workflow {@code story}, one agent, a simulated model. */
  static Projects good(Path root) {
    return new Projects(root)
        .with("workflows/story.workflow.yaml", WORKFLOW)
        .with("agents/writer.agent.yaml", AGENT)
        .with("gateway.yaml", GATEWAY.formatted(10));
  }

  public Projects with(String file, String text) {
    try {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
