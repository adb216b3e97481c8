package dev.ktsu.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of a pipeline with {@code on: approval}: webhooks that are called when a tool call of an
 * agent step waits for a person, and that are no steps themselves.
 */
final class NoticeReader {
  static final String ON = "on";

  /** Keys of a step that wait for something, or look at an answer. */
  private static final List<String> OF_STEPS =
      List.of("condition", "output", "confidence_threshold", "retry", "timeout_s");

  private final SourceFile file;
  private final Map<WebhookStep, Fields> notices = new LinkedHashMap<>();

  NoticeReader(SourceFile file) {
    this.file = file;
  }

  /** Takes an entry that was read as a step. */
  void add(Fields entry, Step step) {
    if (!entry.text(ON).equals("approval")) {
      file.report(
          Rule.BAD_VALUE,
          entry.mark(ON),
          "\"on\" cannot be \"" + entry.text(ON) + "\"",
          "Write approval, or remove it.");
    }
    for (String key : OF_STEPS) {
      if (entry.has(key)) {
        file.report(
            Rule.BAD_VALUE,
            entry.mark(key),
            "\"" + key + "\" does not go with on: approval",
            "Remove it: the call is made whenever a tool call waits, and nothing waits for it.");
      }
    }
    if (step instanceof WebhookStep webhook) {
      if (webhook.capture().isPresent()) {
        file.report(
            Rule.BAD_VALUE,
            entry.mark("webhook"),
            "\"response\" does not go with on: approval",
            "Remove it: nobody reads what the receiver of a notice answers.");
      }
      notices.put(webhook, entry);
    } else {
      file.report(Rule.BAD_VALUE, entry.mark(ON), "only a webhook takes \"on\"", "Remove it.");
    }
  }

  /**
   * The notices, in the order of the file.
   *
   * @param pipeline all steps
   */
  List<WebhookStep> checked(List<Step> pipeline) {
    List<String> agents =
        pipeline.stream().filter(AgentStep.class::isInstance).map(Step::id).toList();
    notices.forEach(
        (notice, entry) -> {
          if (notice.dependencies().isEmpty() || !agents.containsAll(notice.dependencies())) {
            file.report(
                Rule.BAD_VALUE,
                entry.mark("depends_on"),
                "on: approval tells of agent steps alone",
                "Name in depends_on those whose tool calls it tells of.");
          }
        });
    return new ArrayList<>(notices.keySet());
  }
}
