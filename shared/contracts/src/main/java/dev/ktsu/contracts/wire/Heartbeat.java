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
 * @param labels {@code name=value} each
 * @param draining it finishes what it has and takes no new work
 * @param capabilities what the runtime does beyond Go's: {@link #CHECKPOINT}, {@link #INTENT}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(
    String runtimeId,
    List<ActiveLeg> active,
    @Nullable String boot,
    @Nullable String url,
    @Nullable Integer slots,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> labels,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean draining,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> capabilities) {
  /** It posts {@link Checkpoint}s, and takes a {@link Resume}. */
  public static final String CHECKPOINT = "checkpoint";

  /** It posts {@link Intent}s. */
  public static final String INTENT = "intent";

  public Heartbeat {
    runtimeId = Objects.requireNonNullElse(runtimeId, "");
    active = active == null ? List.of() : List.copyOf(active);
    labels = labels == null ? List.of() : List.copyOf(labels);
    capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
  }

  /** The same without its legs. */
  public Heartbeat withoutActive() {
    return new Heartbeat(runtimeId, List.of(), boot, url, slots, labels, draining, capabilities);
  }

  /**
   * One leg in a beat.
   *
   * @param leg null from Go
   * @param turn that is under way, 0 before the first; null from Go, and in an {@link Answer}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ActiveLeg(
      String runId, String stepId, @Nullable Integer leg, @Nullable Integer turn) {
    public ActiveLeg {
      runId = Objects.requireNonNullElse(runId, "");
      stepId = Objects.requireNonNullElse(stepId, "");
    }

    public ActiveLeg(String runId, String stepId, @Nullable Integer leg) {
      this(runId, stepId, leg, null);
    }
  }

  /** The orchestrator's answer: legs that nobody waits for any more. */
  public record Answer(List<ActiveLeg> abandon) {
    public Answer {
      abandon = abandon == null ? List.of() : List.copyOf(abandon);
    }
  }
}
