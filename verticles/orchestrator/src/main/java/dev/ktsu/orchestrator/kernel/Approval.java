package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A tool call that a person is asked about.
 *
 * @param call what is asked
 * @param askedAt milliseconds
 * @param decidedAt milliseconds, 0 before
 * @param actor who has decided, empty for nobody named
 * @param reason in the words of the actor, may be empty
 */
public record Approval(
    Call call, long askedAt, Status status, long decidedAt, String actor, String reason) {

  /**
   * @param number among the calls that one leg asks for, from 1
   * @param toolUseId the model's name of the call
   * @param argumentsHash of the arguments that are approved, and no others
   * @param until when nobody has decided, milliseconds; 0 = never
   * @param recover whether a rejection is told to the model; else it fails the step
   * @param lateIsRejected whether no decision in time counts as a rejection; else it fails the step
   */
  public record Call(
      int number,
      String tool,
      String toolUseId,
      String argumentsHash,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long until,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean recover,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean lateIsRejected) {
    /** As it is kept: {@code until} was so long, and is a time now. */
    Call dueFrom(long now) {
      long due = until == 0 ? 0 : now + until;
      return new Call(number, tool, toolUseId, argumentsHash, due, recover, lateIsRejected);
    }
  }

  /** How it stands. */
  public enum Status {
    PENDING,
    APPROVED,
    REJECTED,
    TIMEOUT;

    /** The contract's word. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Approval asked(Call call, long at) {
    return new Approval(call, at, Status.PENDING, 0, "", "");
  }

  Approval decided(Status as, long at, String by, String why) {
    return new Approval(call, askedAt, as, at, by, why);
  }

  public boolean isPending() {
    return status == Status.PENDING;
  }

  /** Whether the model is told that it may not make the call. */
  public boolean isRefused() {
    return status == Status.REJECTED || status == Status.TIMEOUT;
  }

  /** Whether the step ends by it. */
  boolean isFatal() {
    return switch (status) {
      case REJECTED -> !call.recover();
      case TIMEOUT -> !call.lateIsRejected() || !call.recover();
      case PENDING, APPROVED -> false;
    };
  }
}
