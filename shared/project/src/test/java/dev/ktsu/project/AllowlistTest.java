package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.wire.ToolEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent's file says of the tools that it may use. */
class AllowlistTest {

  @Test
  void entryNamesApprovalAndEffectOfItsTools() {
    List<AllowedTools> allowed =
        read(
            """
            - look
            - {name: find_*, effect: read}
            - {name: set, effect: idempotent, require_approval: {}}
            - {name: drop, require_approval: {on_reject: recover}}
            - {name: send, require_approval: {on_reject: fail, timeout: 30m, timeout_behavior: fail}}
            - {name: pay, ask_when_unknown: {timeout: 1h, timeout_behavior: fail}}
            - {name: "*", require_approval: {timeout: 1.5h, timeout_behavior: reject}}
            """);

    assertEquals(
        List.of(
            new AllowedTools("look", Optional.empty(), Optional.empty(), Optional.empty()),
            new AllowedTools(
                "find_*", Optional.empty(), Optional.of(ToolEffect.READ), Optional.empty()),
            new AllowedTools(
                "set",
                policy(false, 0, false),
                Optional.of(ToolEffect.IDEMPOTENT),
                Optional.empty()),
            new AllowedTools("drop", policy(true, 0, false), Optional.empty(), Optional.empty()),
            new AllowedTools(
                "send", policy(false, 1_800_000, false), Optional.empty(), Optional.empty()),
            new AllowedTools(
                "pay", Optional.empty(), Optional.empty(), policy(false, 3_600_000, false)),
            new AllowedTools(
                "*", policy(false, 5_400_000, true), Optional.empty(), Optional.empty())),
        allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{name: x, require_approval: {on_reject: maybe}} § 8:40 bad-value \"on_reject\" cannot be"
            + " \"maybe\"",
        "{name: x, require_approval: {timeout_behavior: wait, timeout: 5m}} § 8:40 bad-value"
            + " \"timeout_behavior\" cannot be \"wait\"",
        "{name: x, require_approval: {timeout: 5m}} § 8:40 missing-field a timeout without"
            + " \"timeout_behavior\"",
        "{name: x, require_approval: {timeout_behavior: fail}} § 8:40 missing-field"
            + " \"timeout_behavior\" without a timeout",
        "{name: x, require_approval: {timeout: 30, timeout_behavior: fail}} § 8:40 bad-value"
            + " \"timeout\" cannot be \"30\"",
        "{name: x, require_approval: {timeout: 0s, timeout_behavior: fail}} § 8:40 bad-value"
            + " \"timeout\" cannot be \"0s\"",
        "{name: x, require_approval: {on_rejekt: fail}} § 8:40 unknown-key unknown key"
            + " \"on_rejekt\"",
        "{name: x, require_approval: true} § 8:39 wrong-type \"require_approval\" takes a mapping,"
            + " not true or false",
        "{name: x, ask_when_unknown: } § 8:21 bad-value \"ask_when_unknown\" has no value",
        "{name: x, require_approval: } § 8:21 bad-value \"require_approval\" has no value",
        "{name: x, effect: write} § 8:21 bad-value \"effect\" cannot be \"write\"",
        "{name: 'a*b', require_approval: {}} § 8:11 allowlist-pattern \"a*b\" is no pattern for"
            + " tools",
        "{require_approval: {}} § 8:11 missing-field missing \"name\"",
      })
  void wrongEntryIsRefusedInItsPlace(String entry, String expected) {
    assertEquals(List.of(expected), found("- " + entry + "\n"));
  }

  private static Optional<ApprovalPolicy> policy(
      boolean recover, long timeoutMillis, boolean lateIsRejected) {
    return Optional.of(new ApprovalPolicy(recover, timeoutMillis, lateIsRejected));
  }

  private static List<AllowedTools> read(String entries) {
    Project project = project(entries);
    assertEquals(List.of(), found(entries));
    return project.load("w").agentsByStep().get("a").servers().getFirst().allowlist();
  }

  private static List<String> found(String entries) {
    List<String> found = new ArrayList<>();
    for (Diagnostic each : project(entries).validate().entries().getFirst().diagnostics()) {
      found.add(each.line() + ":" + each.column() + " " + each.rule() + " " + each.message());
    }
    return found;
  }

  private static Project project(String entries) {
    String agent =
        """
        model: m
        output: {schema: {type: object}}
        servers:
          - name: s
            path: s.yaml
            access:
              allowlist:
        """;
    return Files.empty()
        .with(Files.AGENT, agent + entries.indent(8))
        .with("agents/s.yaml", "{name: s, url: 'http://127.0.0.1:1'}")
        .pipeline("  - {id: a, agent: agents/a.agent.yaml}\n")
        .project();
  }
}
