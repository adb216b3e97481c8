package dev.ktsu.runtime.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which leg a result is of, and where it goes. Run and step are opaque here: peers may name them as
 * they like.
 *
 * @param leg number of the leg; null where the sender does not count them
 * @param traceparent of the request that started the leg
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Address(
    String runId, String stepId, @Nullable Integer leg, String callbackUrl, String traceparent) {

  public Address {
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(stepId, "step_id");
    Objects.requireNonNull(callbackUrl, "callback_url");
    traceparent = Objects.requireNonNullElse(traceparent, "");
  }

  /** Number of the leg; a sender that does not count legs means the first. */
  public int number() {
    return Objects.requireNonNullElse(leg, 1);
  }

  /** Never the URL: it carries the leg's token. */
  @Override
  public String toString() {
    return runId + " " + stepId + " leg " + leg;
  }
}
