package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Events as text: a type, a version, and a small JSON object. A type and the meaning of its
 * versions are kept for ever; a field that is added later has a default.
 */
public final class EventCodec {
  /** The version that this release writes, the same for all types so far. */
  public static final int VERSION = 1;

  private static final Map<String, Class<? extends Event>> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("run_created", Event.RunCreated.class);
    TYPES.put("taken_over", Event.TakenOver.class);
    TYPES.put("run_started", Event.RunStarted.class);
    TYPES.put("nodes_added", Event.NodesAdded.class);
    TYPES.put("budgeted", Event.Budgeted.class);
    TYPES.put("granted", Event.Granted.class);
    TYPES.put("leg_held", Event.LegHeld.class);
    TYPES.put("budget_asked", Event.BudgetAsked.class);
    TYPES.put("budget_decided", Event.BudgetDecided.class);
    TYPES.put("fanned_out", Event.FannedOut.class);
    TYPES.put("entered", Event.Entered.class);
    TYPES.put("reentered", Event.Reentered.class);
    TYPES.put("rest_skipped", Event.RestSkipped.class);
    TYPES.put("step_computed", Event.StepComputed.class);
    TYPES.put("step_skipped", Event.StepSkipped.class);
    TYPES.put("leg_queued", Event.LegQueued.class);
    TYPES.put("leg_waiting", Event.LegWaiting.class);
    TYPES.put("leg_started", Event.LegStarted.class);
    TYPES.put("leg_accepted", Event.LegAccepted.class);
    TYPES.put("leg_recovering", Event.LegRecovering.class);
    TYPES.put("leg_resumed", Event.LegResumed.class);
    TYPES.put("turn_kept", Event.TurnKept.class);
    TYPES.put("call_intended", Event.CallIntended.class);
    TYPES.put("approval_asked", Event.ApprovalAsked.class);
    TYPES.put("announced", Event.Announced.class);
    TYPES.put("approval_decided", Event.ApprovalDecided.class);
    TYPES.put("leg_cancelling", Event.LegCancelling.class);
    TYPES.put("leg_ended", Event.LegEnded.class);
    TYPES.put("usage_wasted", Event.UsageWasted.class);
    TYPES.put("run_cancelling", Event.RunCancelling.class);
    TYPES.put("run_forced", Event.RunForced.class);
    TYPES.put("epoch_opened", Event.EpochOpened.class);
    TYPES.put("run_ended", Event.RunEnded.class);
  }

  private static final Map<Class<?>, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private EventCodec() {}

  /** The name of the event's type in the journal. */
  public static String type(Event event) {
    String name = NAMES.get(event.getClass());
    if (name == null) {
      throw new IllegalStateException("no journal type for " + event.getClass().getName());
    }
    return name;
  }

  /** Whether events of this release have the type. */
  public static boolean isType(String name) {
    return TYPES.containsKey(name);
  }

  /** The event's fields as UTF-8 JSON. */
  public static byte[] encode(Event event) {
    return Json.bytes(event);
  }

  /**
   * Reads an event back.
   *
   * @throws Conflict {@code run_unreadable} when a newer release wrote it: the run must be left
   *     alone
   */
  public static Recorded decode(long seq, long at, String type, int version, byte[] meta) {
    Class<? extends Event> known = TYPES.get(type);
    if (known == null || version > VERSION) {
      throw unknown(type, version);
    }
    return new Recorded(seq, at, Json.read(meta, known));
  }

  private static Conflict unknown(String type, int version) {
    return new Conflict(
        Code.RUN_UNREADABLE,
        409,
        "run unreadable",
        "The journal of the run holds an event of type "
            + type
            + " version "
            + version
            + " that this release does not know; a newer release wrote it.",
        "Ask an orchestrator of that release, or a newer one; this one leaves the run alone.");
  }
}
