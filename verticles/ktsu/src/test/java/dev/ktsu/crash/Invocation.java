package dev.ktsu.crash;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One wish of a client: the workflow, under a key of its own. */
final class Invocation {
  private final Kind kind;
  private final String key;
  private volatile @Nullable String run;
  private volatile boolean isCancelAcknowledged;

  /** The workflows, and the steps of each that call a webhook. */
  enum Kind {
    AGENT(List.of("after")),
    CHAIN(List.of()),
    HOOKS(List.of("one", "two", "three")),
    PAUSE(List.of("after")),
    RETRIES(List.of("flaky")),
    CANCEL(List.of());

    private final List<String> webhooks;

    Kind(List<String> webhooks) {
      this.webhooks = webhooks;
    }

    String workflow() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    List<String> webhooks() {
      return webhooks;
    }
  }

  Invocation(Kind kind, String key) {
    this.kind = kind;
    this.key = key;
  }

  Kind kind() {
    return kind;
  }

  String key() {
    return key;
  }

  /** The run that was acknowledged; null before. */
  @Nullable String run() {
    return run;
  }

  void acknowledged(String id) {
    run = id;
  }

  void cancelAcknowledged() {
    isCancelAcknowledged = true;
  }

  boolean isCancelAcknowledged() {
    return isCancelAcknowledged;
  }

  @Override
  public String toString() {
    return kind.workflow() + " " + key + " " + run;
  }
}
