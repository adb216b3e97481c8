package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run. Its state is that of its current leg, or says that it waits or was skipped.
 *
 * @param node its place in the graph
 * @param unresolved how many of its edges wait for a step that has not ended
 * @param leg the current leg, null before the first
 * @param skip why it was skipped without a leg, null when it was not
 * @param past the legs before the current one, oldest first
 * @param tries how many of them failed in this epoch
 * @param deadline when it must be over, milliseconds, 0 = never
 * @param parts what it consists of once it has begun; null for one that is no more than itself
 */
public record Step(
    Node node,
    int unresolved,
    @Nullable Leg leg,
    @Nullable Skip skip,
    List<Leg> past,
    int tries,
    long deadline,
    @Nullable Parts parts) {
  public Step {
    past = List.copyOf(past);
  }

  /** A skip without a leg. */
  public record Skip(long at, Code reason, String detail) {}

  static Step waiting(Node node, int unresolved) {
    return new Step(node, unresolved, null, null, List.of(), 0, 0, null);
  }

  public StepPath path() {
    return node.path();
  }

  public State state() {
    if (leg != null) {
      return isSkipRequested() ? State.SKIPPED : leg.state();
    }
    return skip != null ? State.SKIPPED : State.PENDING;
  }

  /** Whether it has a leg that may still change something outside. */
  public boolean isActive() {
    return leg != null && leg.isOpen();
  }

  /** Whether its leg waits for a higher budget of the run. */
  public boolean isUnfunded() {
    return leg != null && leg.isUnfunded();
  }

  /** Why it was skipped, as a word that downstream expressions see; null when it was not. */
  public @Nullable Code skipReason() {
    if (skip != null) {
      return skip.reason();
    }
    return isSkipRequested() ? Code.SKIP_REQUESTED : null;
  }

  /** Sequence number of the event that may carry how it ended, 0 for none. */
  public long payload() {
    return leg != null && leg.ending() != null ? leg.ending().payload() : 0;
  }

  /** Sequence number of the event that carries its output, 0 for none. */
  public long outputAt() {
    return state() == State.SUCCESS ? payload() : 0;
  }

  /** Sequence number of the event that asked for what it waits for, 0 for none. */
  public long asked() {
    return state() == State.HELD && leg != null && leg.gate() != null ? leg.gate().payload() : 0;
  }

  /**
   * What others read of it: its output; {@code {"skipped": true, "reason": …}} of a skipped one,
   * {@code {"suppressed": true}} of a webhook that a sub-workflow may not call, {@code {"failed":
   * true, "error": …, "error_code": …}} of one that failed; null (JSON) of one that has none.
   *
   * @param payloads asked only for the payload of a step that has one
   */
  public JsonNode output(LongFunction<ObjectNode> payloads) {
    Code skipped = skipReason();
    if (skipped == Code.WEBHOOKS_SUPPRESSED) {
      return Json.object().put("suppressed", true);
    }
    if (skipped != null) {
      return Json.object().put("skipped", true).put("reason", skipped.word());
    }
    if (state() == State.FAILED) {
      return failure();
    }
    return outputAt() == 0 ? NullNode.instance : payloads.apply(outputAt()).path("output");
  }

  private JsonNode failure() {
    Leg.Ending ending = Objects.requireNonNull(Objects.requireNonNull(leg).ending());
    ObjectNode failure = Json.object().put("failed", true).put("error", ending.error());
    return ending.code() == null ? failure : failure.put("error_code", ending.code().word());
  }

  /** The number of the leg that starts next: that of a leg which has not started, or a new one. */
  int nextLeg() {
    if (leg != null) {
      boolean waits = leg.state() == State.WAITING || leg.state() == State.HELD;
      return waits ? leg.number() : leg.number() + 1;
    }
    return past.isEmpty() ? 1 : past.getLast().number() + 1;
  }

  /** All legs so far, oldest first. */
  public List<Leg> legs() {
    return leg == null ? past : kept(leg);
  }

  /** The current leg or a former one. */
  public Optional<Leg> leg(int number) {
    if (leg != null && leg.number() == number) {
      return Optional.of(leg);
    }
    return past.stream().filter(former -> former.number() == number).findFirst();
  }

  /** Usage that a leg has reported after its end. */
  Step booked(int number, Metrics late) {
    if (leg != null && leg.number() == number) {
      return with(leg.booked(late));
    }
    List<Leg> booked =
        past.stream().map(one -> one.number() == number ? one.booked(late) : one).toList();
    return new Step(node, unresolved, leg, skip, booked, tries, deadline, parts);
  }

  /** Whether a retry of the run begins it anew. */
  boolean isToBeRepeated() {
    return switch (state()) {
      case FAILED, CANCELLED -> true;
      case SKIPPED ->
          skip != null && (skip.reason() == Code.RUN_FAILED || skip.reason() == Code.CANCELLED);
      case PENDING, QUEUED, WAITING, HELD, RUNNING, RECOVERING, CANCELLING, SUCCESS -> false;
    };
  }

  Step with(Leg next) {
    return new Step(node, unresolved, next, skip, past, tries, deadline, parts);
  }

  /** The current leg has failed, and {@code next} follows. */
  Step again(Leg failed, Leg next) {
    return new Step(node, unresolved, next, skip, kept(failed), tries + 1, deadline, parts);
  }

  /** The current leg is over, and {@code next} goes on with its work. */
  Step then(Leg over, Leg next) {
    return new Step(node, unresolved, next, skip, kept(over), tries, deadline, parts);
  }

  /** The deadline counts from the first leg. */
  Step until(long given) {
    return deadline > 0 ? this : new Step(node, unresolved, leg, skip, past, tries, given, parts);
  }

  Step skipped(Skip why) {
    return new Step(node, unresolved, leg, why, past, tries, deadline, parts);
  }

  Step resolvedOne() {
    return new Step(node, unresolved - 1, leg, skip, past, tries, deadline, parts);
  }

  /** As it was before its first leg; legs that were are kept. */
  Step anew(int unresolved) {
    return new Step(node, unresolved, null, null, legs(), 0, 0, null);
  }

  Step waitingFor(int unresolved) {
    return new Step(node, unresolved, leg, skip, past, tries, deadline, parts);
  }

  Step with(@Nullable Parts now) {
    return new Step(node, unresolved, leg, skip, past, tries, deadline, now);
  }

  /** Whether its parts are at work, or have ended and wait to be gathered. */
  boolean isOpenWhole() {
    return parts != null && isActive();
  }

  private List<Leg> kept(Leg more) {
    List<Leg> all = new ArrayList<>(past);
    all.add(more);
    return all;
  }

  private boolean isSkipRequested() {
    return leg != null && leg.ending() != null && leg.ending().code() == Code.SKIP_REQUESTED;
  }
}
