package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a leg waits for before it begins: decisions on tool calls that the leg before it asked for.
 *
 * @param payload sequence number of the event that holds the conversation and the calls
 * @param announce whether webhooks are still to tell of them
 */
public record Gate(
    long payload,
    List<Approval> approvals,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean announce) {
  public Gate {
    approvals = List.copyOf(approvals);
  }

  /** The first that nobody has decided. */
  public Optional<Approval> pending() {
    return approvals.stream().filter(Approval::isPending).findFirst();
  }

  /** The approval of a call of this leg. */
  public Optional<Approval> call(int number) {
    return approvals.stream().filter(one -> one.call().number() == number).findFirst();
  }

  /** The first that ends the step. */
  Optional<Approval> fatal() {
    return approvals.stream().filter(Approval::isFatal).findFirst();
  }

  /** When the next of them is late, milliseconds; 0 for never. */
  long dueAt() {
    return approvals.stream()
        .filter(Approval::isPending)
        .mapToLong(one -> one.call().until())
        .filter(until -> until > 0)
        .min()
        .orElse(0);
  }

  Gate with(int number, UnaryOperator<Approval> change) {
    List<Approval> changed = new ArrayList<>();
    approvals.forEach(one -> changed.add(one.call().number() == number ? change.apply(one) : one));
    return new Gate(payload, changed, announce);
  }

  Gate announced() {
    return new Gate(payload, approvals, false);
  }
}
