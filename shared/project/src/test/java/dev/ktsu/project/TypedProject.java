package dev.ktsu.project;

import java.util.List;

/**
 * A project whose values have schemas. The step that is checked stands at line 14, column 5, before
 * the sound steps {@code sort}, an agent with an open schema, {@code close}, one with a closed
 * schema, {@code call}, a webhook, {@code shape}, a transform of the tags of {@code sort}, and
 * {@code each}, {@code sort} over a list.
 */
final class TypedProject {
  static final String HEAD =
      """
      env: [{name: HOST}]
      params:
        schema:
          type: object
          properties:
            mode: {enum: [fast, slow]}
            count: {type: integer}
            names: {type: array, items: {type: string}}
            orders:
              type: array
              items: {type: object, properties: {id: {type: integer}}, additionalProperties: false}
            any: {}
      pipeline:
      """;

  private static final String STEPS =
      """
        - {id: sort, agent: agents/sort.agent.yaml}
        - {id: close, agent: agents/close.agent.yaml}
        - {id: call, webhook: {url: "http://h"}}
        - {id: shape, transform: {inputs: [{from: sort.tags}], ops: [{sort: {field: "@"}}]}}
        - {id: each, agent: agents/sort.agent.yaml, for_each: {from: params.names}}
      """;

  private static final String SORT =
      """
      model: m
      params:
        schema:
          type: object
          properties:
            text: {type: string, maxLength: 5}
            count: {type: integer, minimum: 1}
            tags: {type: array, items: {type: string}}
            tone: {enum: [warm, cold]}
            free: {}
      prompt: {system: Sort.}
      output:
        schema:
          type: object
          properties:
            kind: {enum: [bug, idea]}
            title: {type: string}
            score: {type: number}
            final: {const: false}
            tags: {type: array, items: {type: string}}
            by: {type: object, properties: {name: {type: string}, age: {type: [integer, "null"]}}}
            ktsu_confidence: {type: number}
      """;

  private static final String CLOSE =
      """
      model: m
      prompt: {system: Close.}
      output:
        schema:
          type: object
          additionalProperties: false
          properties:
            done: {type: boolean}
            who: {$ref: "#/$defs/person"}
            note: {anyOf: [{type: string}, {type: "null"}]}
          $defs:
            person: {type: object, properties: {name: {type: string}}, additionalProperties: false}
      """;

  static final String INNER =
      """
      visibility: sub-workflow
      params:
        schema:
          type: object
          required: [size]
          properties:
            size: {type: integer}
            size_text: {type: string}
            way: {enum: [up, down]}
      pipeline:
        - {id: add, agent: agents/close.agent.yaml}
      output:
        map: {who: step.add.who, size: params.size}
      """;

  private TypedProject() {}

  /**
   * @param step in flow style
   */
  static Files with(String step) {
    return Files.empty()
        .with(Files.WORKFLOW, HEAD + "  - " + step + "\n" + STEPS)
        .with("workflows/in.workflow.yaml", INNER)
        .with("agents/sort.agent.yaml", SORT)
        .with("agents/close.agent.yaml", CLOSE);
  }

  /** What is found when the step is there. */
  static List<String> found(String step) {
    return with(step).found();
  }
}
