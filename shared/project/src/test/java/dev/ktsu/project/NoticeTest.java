package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks that tell of tool calls which wait for a person. */
class NoticeTest {
  private static final String AGENT =
      "  - {id: a, agent: agents/a.agent.yaml, params: {name: x, token: '{{ env.TOKEN }}'}}\n"
          + "  - {id: n, transform: {ops: []}}\n";

  @Test
  void noticeIsNoStepOfThePipeline() {
    Workflow workflow =
        Files.sound()
            .pipeline(
                AGENT
                    + "  - {id: t, on: approval, depends_on: [a],"
                    + " webhook: {url: 'http://{{ env.HOST }}/', body: {who: ops}}}\n")
            .load()
            .workflow();

    assertEquals(List.of("a", "n"), workflow.pipeline().stream().map(Step::id).toList());
    assertEquals(List.of("t"), workflow.notices().stream().map(Step::id).toList());
    assertEquals(Set.of("a"), workflow.notices().getFirst().dependencies());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "on: success, depends_on: [a], webhook: {url: http://u}         § 7:13 bad-value \"on\""
            + " cannot be \"success\"",
        "on: approval, depends_on: [a], transform: {ops: []}     § 7:13 bad-value only a webhook"
            + " takes \"on\"",
        "on: approval, webhook: {url: http://u}                         § 7:5 bad-value on:"
            + " approval tells of agent steps alone",
        "on: approval, depends_on: [n], webhook: {url: http://u}        § 7:27 bad-value on:"
            + " approval tells of agent steps alone",
        "on: approval, depends_on: [a], retry: {}, webhook: {url: http://u} § 7:44 bad-value"
            + " \"retry\" does not go with on: approval",
        "on: approval, depends_on: [a], webhook: {url: http://u, response: {}} § 7:44 bad-value"
            + " \"response\" does not go with on: approval",
        "on: approval, depends_on: [a], webhook: {url: '{{ step.a.x }}'} § 7:63 namespace"
            + " \"step.a\" is not available in url",
        "depends_on: [t], webhook: {url: http://u}} ¶ {id: t, on: approval, depends_on: [a],"
            + " webhook: {url: http://u} § 7:26 unknown-step there is no step \"t\"",
      })
  void wrongNoticeIsRefusedInItsPlace(String entry, String expected) {
    String step = "  - {id: w, " + entry.replace("}} ¶ {", "}}\n  - {") + "}\n";

    assertEquals(List.of(expected), Files.sound().pipeline(AGENT + step).found());
  }
}
