package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ktsu.contracts.problems.Code;
import java.util.Locale;

/**
 * A tool call that a person is asked about, before it is made or when nobody knows whether it was.
 *
 * @param call what is asked
 * @param askedAt milliseconds
 * @param decidedAt milliseconds, 0 before
 * @param actor who has decided, empty for nobody named
 * @param reason in the words of the actor, may be empty
 * @param answer sequence number of the event whose payload holds what the model is told instead of
 *     the tool's answer; 0 for none
 */
public record Approval(
    Call call,
    long askedAt,
    Status status,
    long decidedAt,
    String actor,
    String reason,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long answer) {

  /**
   * @param number among the calls that one leg asks for, from 1
   * @param toolUseId the model's name of the call
   * @param argumentsHash of the arguments that are approved, and no others
   * @param until when nobody has decided, milliseconds; 0 = never
   * @param recover whether a rejection is told to the model; else it fails the step
   * @param lateIsRejected whether no decision in time counts as a rejection; else it fails the step
   * @param unknown whether the call may have been made already
   */
  public record Call(
      int number,
      String tool,
      String toolUseId,
      String argumentsHash,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long until,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean recover,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean lateIsRejected,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean unknown) {
    /** As it is kept: {@code until} was so long, and is a time now. */
    Call dueFrom(long now) {
      long due = until == 0 ? 0 : now + until;
      return new Call(
          number, tool, toolUseId, argumentsHash, due, recover, lateIsRejected, unknown);
    }
  }

  /** How it stands. */
  public enum Status {
    PENDING,
    APPROVED,
    /** The model is told what somebody says in the place of the tool. */
    ANSWERED,
    REJECTED,
    TIMEOUT;

    /** The contract's word. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Approval asked(Call call, long at) {
    return new Approval(call, at, Status.PENDING, 0, "", "", 0);
  }

  /**
   * @param seq of the event that says so
   */
  Approval decided(Status as, String by, String why, long at, long seq) {
    return new Approval(call, askedAt, as, at, by, why, as == Status.ANSWERED ? seq : 0);
  }

  public boolean isPending() {
    return status == Status.PENDING;
  }

  /** Why the step ends by it. */
  Code failure() {
    if (call.unknown()) {
      return Code.TOOL_OUTCOME_UNKNOWN;
    }
    return isTimeUp() ? Code.APPROVAL_TIMEOUT : Code.APPROVAL_REJECTED;
  }

  /** The same in words. */
  String error() {
    String what =
        call.unknown()
            ? "tool_outcome_unknown: "
            : isTimeUp() ? "approval timed out: " : "tool call rejected by reviewer: ";
    return what + call.tool();
  }

  private boolean isTimeUp() {
    return status == Status.TIMEOUT && !call.lateIsRejected();
  }

  /** Whether the step ends by it. */
  boolean isFatal() {
    return switch (status) {
      case REJECTED -> !call.recover();
      case TIMEOUT -> !call.lateIsRejected() || !call.recover();
      case PENDING, APPROVED, ANSWERED -> false;
    };
  }
}
