package dev.ktsu.project.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.project.format.Migration.Migrated;
import dev.ktsu.project.kinds.FileKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files as the Go product takes them, and what they become. */
class MigrationTest {
  private static final String WORKFLOW =
      """
      name: digest
      kind: workflow
      env:
        - {name: HOOK}
        - {name: TOKEN, secret: true}
      params:
        schema: {type: object, properties: {topic: {type: string}}}
      pipeline:
        - id: gather
          agent: agents/gatherer.agent.yaml@1.2.0
          params:
            token: env:TOKEN   # from the environment
            topic: param:topic
            style: '`short`'
            limit: "`5`"
        - id: each
          agent: agents/gatherer.agent.yaml
          for_each: {items: gather.urls, max_items: 5}
          params: {topic: "{{ item }}", style: &style '`"long"`', limit: *style}
        - id: sum
          workflow: ./part.workflow.yaml
          input:
            # What was found.
            found: each.results
            many: length(each.results)
        - id: tell
          depends_on: [sum]
          webhook:
            url: env:HOOK
            body:
              text: step.sum.text
              note: |
                params.topic
      """;

  private static final String AGENT =
      """
      name: gatherer
      model: economy
      system: You gather.
      params:
        schema:
          type: object
          properties:
            token: {type: string, secret: true}
            topic: {}
            style: {default: '`x`', type: string}
            limit: {}
      servers:
        - name: web
          path: ../servers/web.server.yaml
          params: {key: param:token}
          access: {allowlist: ["*"]}
      output: {schema: {type: object, properties: {urls: {type: array}}}}
      """;

  @Test
  void workflowIsBroughtToTheFormsOfToday() throws UnformattableException {
    Migrated migrated = Migration.migrate(FileKind.WORKFLOW, "w.workflow.yaml", WORKFLOW);

    assertEquals(
        """
        kind: workflow
        name: digest
        env:
          - {name: HOOK}
          - {name: TOKEN, secret: true}
        params:
          schema: {type: object, properties: {topic: {type: string}}}
        pipeline:
          - id: gather
            agent: agents/gatherer.agent.yaml@1.2.0
            params:
              token: "{{ env.TOKEN }}"   # from the environment
              topic: "{{ params.topic }}"
              style: "short"
              limit: "{{ `5` }}"
          - id: each
            agent: agents/gatherer.agent.yaml
            params: {topic: "{{ item }}", style: &style "long", limit: *style}
            for_each: {from: gather.urls, max_items: 5}
          - id: sum
            workflow: ./part.workflow.yaml
            params:
              # What was found.
              found: "{{ step.each.results }}"
              many: length(each.results)
          - id: tell
            depends_on: [sum]
            webhook:
              url: "{{ env.HOOK }}"
              body:
                text: "{{ step.sum.text }}"
                note: "{{ params.topic }}"
        """,
        migrated.text());
    assertEquals(List.of(), migrated.left());
    assertEquals(
        List.of(
            "line 12: env:TOKEN -> {{ env.TOKEN }}",
            "line 13: param:topic -> {{ params.topic }}",
            "line 14: `short` -> short",
            "line 15: `5` -> {{ `5` }}",
            "line 19: `\"long\"` -> long",
            "line 24: each.results -> {{ step.each.results }}",
            "line 29: env:HOOK -> {{ env.HOOK }}",
            "line 31: step.sum.text -> {{ step.sum.text }}",
            "line 32: params.topic -> {{ params.topic }}",
            "line 18: items -> from",
            "line 25: length(each.results) is a text now; if an expression is meant, put it into"
                + " {{ }}",
            "line 22: input -> params"),
        migrated.done());
  }

  @Test
  void systemOfAnAgentMovesIntoItsPrompt() throws UnformattableException {
    assertEquals(
        """
        name: a
        model: m
        prompt:
          # How it speaks.
          system: |
            Be short.

            Be kind.
          user: "{{ params.x }}"
        """,
        agent(
            """
            model: m
            name: a
            # How it speaks.
            system: |
              Be short.

              Be kind.
            prompt:
              user: "{{ params.x }}"
            """));
    assertEquals(
        "# Head.\nprompt:\n  system: Be\n    short.\n", agent("# Head.\nsystem: Be\n  short.\n"));
    assertEquals(
        "prompt: {user: x}\nsystem: Be short.\n", agent("system: Be short.\nprompt: {user: x}\n"));
  }

  private static String agent(String text) throws UnformattableException {
    return Migration.migrate(FileKind.AGENT, "a.agent.yaml", text).text();
  }

  @Test
  void whatItCannotDoIsNamedWithTheRemedyOfTheLoader() throws UnformattableException {
    Migrated migrated =
        Migration.migrate(
            FileKind.SERVER,
            "servers/s.server.yaml",
            """
            url: http://h
            auth: {secret: env:TOKEN}
            stateful: true
            """);

    assertEquals(
        """
        url: http://h
        auth: {secret: "{{ env.TOKEN }}"}
        stateful: true
        """,
        migrated.text());
    assertEquals(
        List.of(
            "servers/s.server.yaml:2:20: \"env.TOKEN\" is not available in auth.secret. Only root"
                + " workflows see env; pass the value as a parameter.",
            "servers/s.server.yaml:3:1: unknown key \"stateful\". Known here: kind, version, name,"
                + " description, url, auth, params."),
        migrated.left().stream().map(Diagnostic::toString).toList());
  }

  @Test
  void migratedProjectIsSound() throws UnformattableException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("workflows/digest.workflow.yaml", WORKFLOW.replace("./part", "parts/part"));
    files.put(
        "parts/part.workflow.yaml",
        """
        visibility: sub-workflow
        params: {schema: {type: object, required: [found], properties: {found: {}, many: {}}}}
        pipeline:
          - id: joined
            transform: {inputs: [{from: params.found}]}
        output: {map: {text: joined.result}}
        """);
    files.put("agents/gatherer.agent.yaml", AGENT);
    files.put(
        "servers/web.server.yaml",
        """
        name: web
        url: http://web
        auth: {secret: param:key}
        params: {key: {secret: true}}
        """);
    Map<String, byte[]> migrated = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      FileKind kind = FileKind.of(file.getKey()).orElseThrow();
      Migrated one = Migration.migrate(kind, file.getKey(), file.getValue());
      assertEquals(List.of(), one.left());
      migrated.put(file.getKey(), one.text().getBytes(StandardCharsets.UTF_8));
    }

    List<String> wrong = new ArrayList<>();
    Project.open(SourceTree.of(migrated), ProjectOptions.defaults())
        .validate()
        .entries()
        .forEach(entry -> entry.diagnostics().forEach(found -> wrong.add(found.toString())));

    assertEquals(List.of(), wrong);
  }
}
