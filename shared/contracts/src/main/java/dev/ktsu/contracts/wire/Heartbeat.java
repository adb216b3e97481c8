package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /heartbeat} of the orchestrator, every 5 s from each runtime, idle or not.
 *
 * @param runtimeId stable name of the runtime
 * @param active the legs it is working on
 * @param boot changes at each start of the runtime; null from Go
 * @param url where the runtime takes work; null from Go
 * @param slots legs it takes at once; null from Go
 * @param draining it finishes what it has and takes no new work
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(
    String runtimeId,
    List<ActiveLeg> active,
    @Nullable String boot,
    @Nullable String url,
    @Nullable Integer slots,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> labels,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean draining) {
  public Heartbeat {
    runtimeId = Objects.requireNonNullElse(runtimeId, "");
    active = active == null ? List.of() : List.copyOf(active);
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /** One leg in a beat; {@code leg} is null from Go. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ActiveLeg(String runId, String stepId, @Nullable Integer leg) {
    public ActiveLeg {
      runId = Objects.requireNonNullElse(runId, "");
      stepId = Objects.requireNonNullElse(stepId, "");
    }
  }

  /** The orchestrator's answer: legs that nobody waits for any more. */
  public record Answer(List<ActiveLeg> abandon) {
    public Answer {
      abandon = abandon == null ? List.of() : List.copyOf(abandon);
    }
  }
}
