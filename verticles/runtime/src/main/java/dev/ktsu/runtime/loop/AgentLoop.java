package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.ApprovedCall;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.runtime.loop.Action.CallModel;
import dev.ktsu.runtime.loop.Action.CallTools;
import dev.ktsu.runtime.loop.Action.Checkpoint;
import dev.ktsu.runtime.loop.Action.Finish;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One agent at work: draft with tools, mend, reflect, finish; from the beginning, or where another
 * loop was lost or has asked a person. Each method takes what has happened and returns what to do
 * next; after a {@link Finish} none may be called. Not thread-safe.
 */
public final class AgentLoop {
  private final Task task;
  private final Beginning beginning;
  private final List<Message> conversation = new ArrayList<>();
  private final List<Message> reflection = new ArrayList<>();
  private Phase phase = Phase.DRAFT;
  private Metrics metrics;
  private int turn;

  /** Calls of the turn that people are to be asked about once its other calls are made. */
  private List<ToolCall> gated = List.of();

  /** Calls of the turn that may have been made, so that nobody makes them without being told to. */
  private final List<ToolCall> unknown = new ArrayList<>();

  /** Servers that may have forgotten what was done with them, until the model knows. */
  private List<String> forgetful;

  /** The last turn whose checkpoint was acknowledged, and how many messages there were then. */
  private int keptTurn;

  private int keptMessages;
  private boolean isRepaired;
  private @Nullable String invalidText;

  /** Where the loop stands: what the next answer of the model will be. */
  private enum Phase {
    /** A turn with tools, or the last turn without. */
    DRAFT,
    /** One call beyond the last turn, to turn an invalid answer into a valid one. */
    LAST_CHANCE,
    REFLECTION,
    /** The reflection once more, as its JSON was invalid. */
    REFLECTION_CORRECTED
  }

  public AgentLoop(Task task, Beginning beginning) {
    this.task = task;
    this.beginning = beginning;
    conversation.add(Message.system(Prompts.system(task.system(), task.outputSchema())));
    conversation.add(Message.user(task.userMessage()));
    conversation.addAll(beginning.said());
    Recalled before = Recalled.of(beginning.said());
    isRepaired = before.isRepaired();
    invalidText = before.invalidText();
    turn = beginning.turn();
    metrics = beginning.resume().metrics();
    forgetful = beginning.forgetful();
    keptTurn = beginning.resume().turn();
    keptMessages = conversation.size();
  }

  /** The first thing to do. */
  public Action start() {
    return beginning.isAtQuestion() ? decided() : goOn();
  }

  /** The model has answered a {@link CallModel}. */
  public Action answered(GatewayAnswer answer) {
    metrics = metrics.plus(usage(answer));
    return switch (phase) {
      case DRAFT -> answer.toolCalls().isEmpty() ? drafted(answer) : toolsWanted(answer);
      case LAST_CHANCE -> concluded(answer);
      case REFLECTION, REFLECTION_CORRECTED -> reflected(answer);
    };
  }

  /**
   * The tools of a {@link CallTools} have answered.
   *
   * @param results in the order of the calls
   * @param lost calls that may have been made, and about which a person is to be asked
   */
  public Action toolsAnswered(List<Message> results, List<ToolCall> lost) {
    metrics = metrics.plus(new Metrics(null, 0, 0, 0, Usd.ZERO, 0, results.size(), false, 0));
    conversation.addAll(results);
    unknown.addAll(lost);
    if (!gated.isEmpty() || !unknown.isEmpty()) {
      return ask();
    }
    List<Message> unkept = conversation.subList(keptMessages, conversation.size());
    return new Checkpoint(turn, keptTurn, Collections.unmodifiableList(unkept), metrics);
  }

  /** A {@link Checkpoint} is acknowledged, or was not; the next one then holds its messages too. */
  public Action checkpointed(boolean isAcknowledged) {
    if (isAcknowledged) {
      keptTurn = turn;
      keptMessages = conversation.size();
    }
    return goOn();
  }

  /** The turn under way, from 1; 0 before the first. */
  public int turn() {
    return turn;
  }

  /** Usage so far, of turns before a resume too; without the time of this leg. */
  public Metrics metrics() {
    return metrics;
  }

  /** Everything that was said, the reflection behind the rest. */
  public List<Message> transcript() {
    List<Message> all = new ArrayList<>(conversation);
    all.addAll(reflection);
    return all;
  }

  private Action goOn() {
    return isLastTurn() ? turnsUsedUp() : nextTurn();
  }

  private Action nextTurn() {
    turn++;
    if (!forgetful.isEmpty()) {
      conversation.add(Message.user(Prompts.forgotten(forgetful)));
      forgetful = List.of();
    }
    if (isLastTurn()) {
      conversation.add(Message.user(Prompts.conclude()));
    }
    return model(!isLastTurn());
  }

  private boolean isLastTurn() {
    return turn >= task.maxTurns();
  }

  private CallModel model(boolean withTools) {
    return new CallModel(
        Collections.unmodifiableList(conversation),
        withTools ? task.tools() : List.of(),
        task.outputSchema());
  }

  private Action toolsWanted(GatewayAnswer answer) {
    conversation.add(answer.message());
    return wanted(answer.toolCalls(), List.of());
  }

  /**
   * People have decided. What they approved must be what the conversation holds, and counts for
   * this one turn: in a later turn a call may have the same name.
   */
  private Action decided() {
    List<ToolCall> last = beginning.lastCalls();
    for (ApprovedCall approved : beginning.approved()) {
      if (last.stream().noneMatch(approved::isFor)) {
        String what = Objects.requireNonNullElse(approved.toolName(), approved.toolUseId());
        return fail(Code.APPROVAL_MISMATCH, "approval_mismatch: " + what);
      }
    }
    List<ToolCall> open = beginning.openCalls();
    return open.isEmpty() ? goOn() : wanted(open, beginning.approved());
  }

  /**
   * What becomes of the calls of a turn: those that nobody has to approve are made, then people are
   * asked about the others, all at once. An approval is for a call that has not been made: one that
   * may have been made since is asked about again.
   */
  private Action wanted(List<ToolCall> calls, List<ApprovedCall> approved) {
    for (ToolCall call : calls) {
      if (!task.permits(call.name())) {
        return fail(Code.TOOL_NOT_PERMITTED, "tool_not_permitted: " + call.name());
      }
      if (mayHaveBeenMade(call)) {
        if (!task.isAskedAbout(call.name())) {
          return fail(Code.TOOL_OUTCOME_UNKNOWN, "tool_outcome_unknown: " + call.name());
        }
        unknown.add(call);
      }
    }
    List<ToolCall> free = new ArrayList<>(calls);
    free.removeAll(unknown);
    gated =
        free.stream()
            .filter(call -> task.isGated(call.name()))
            .filter(call -> approved.stream().noneMatch(one -> one.isFor(call)))
            .toList();
    free.removeAll(gated);
    return free.isEmpty() ? ask() : new CallTools(turn, List.copyOf(free));
  }

  private Action ask() {
    List<PendingApproval> questions = new ArrayList<>();
    unknown.forEach(call -> questions.add(task.afterUnknownOutcome(call)));
    gated.forEach(call -> questions.add(task.question(call)));
    return new Finish(new Result.Asks(questions));
  }

  /** In whatever turn it was announced: the model may ask in another order than before. */
  private boolean mayHaveBeenMade(ToolCall call) {
    return task.isEffectful(call.name())
        && beginning.resume().intents().stream().anyMatch(announced -> announced.isFor(call));
  }

  private Action drafted(GatewayAnswer answer) {
    conversation.add(answer.message());
    return switch (Reply.read(answer.content())) {
      case Reply.Nothing nothing -> new Finish(new Result.Answered(null));
      case Reply.Output output -> judged(output.value());
      case Reply.Invalid invalid -> {
        invalidText = answer.content();
        conversation.add(Message.user(Prompts.correct(invalid.why())));
        yield goOn();
      }
    };
  }

  /**
   * A draft that signals something is passed on as it is: mending it might mend the signal away.
   */
  private Action judged(ObjectNode draft) {
    if (task.reflects()) {
      Optional<Reserved.Fatal> fatal = Reserved.fatalIn(draft);
      if (fatal.isPresent()) {
        return new Finish(fatal.get().failure());
      }
    }
    if (!isRepaired && !isLastTurn() && !Reserved.isSignal(draft)) {
      List<Violation> violations = violations(draft);
      if (!violations.isEmpty()) {
        isRepaired = true;
        conversation.add(Message.user(Prompts.repair(violations)));
        return nextTurn();
      }
    }
    return settled(draft);
  }

  private List<Violation> violations(ObjectNode draft) {
    if (task.outputSchema() == null) {
      return List.of();
    }
    try {
      return Schema.compile(Schema.ignoringReserved(task.outputSchema()))
          .check(Schema.withoutReserved(draft));
    } catch (IllegalArgumentException brokenSchema) {
      // The orchestrator is the authority on schemas, and has refused broken ones at load.
      return List.of();
    }
  }

  private Action settled(ObjectNode draft) {
    if (!task.reflects()
        || Reserved.isConfident(draft, task.confidenceThreshold(), task.outputSchema())) {
      return new Finish(new Result.Answered(draft));
    }
    phase = Phase.REFLECTION;
    reflection.add(Message.system(Prompts.system(task.reflect(), task.outputSchema())));
    reflection.add(Message.user(task.userMessage()));
    reflection.add(Message.user(Json.text(draft)));
    return askToReflect();
  }

  private CallModel askToReflect() {
    return new CallModel(Collections.unmodifiableList(reflection), List.of(), task.outputSchema());
  }

  private Action turnsUsedUp() {
    if (invalidText == null) {
      return fail(Code.MAX_TURNS_EXCEEDED, "max_turns_exceeded");
    }
    phase = Phase.LAST_CHANCE;
    return model(false);
  }

  /** The answer beyond the last turn; it is not reflected on. */
  private Action concluded(GatewayAnswer answer) {
    conversation.add(answer.message());
    return switch (Reply.read(answer.content())) {
      case Reply.Nothing nothing -> new Finish(new Result.Answered(null));
      case Reply.Output output -> new Finish(new Result.Answered(output.value()));
      case Reply.Invalid invalid -> {
        invalidText = answer.content();
        yield fail(Code.MAX_TURNS_EXCEEDED, "max_turns_exceeded");
      }
    };
  }

  private Action reflected(GatewayAnswer answer) {
    reflection.add(answer.message());
    return switch (Reply.read(answer.content())) {
      case Reply.Nothing nothing -> new Finish(new Result.Answered(null));
      case Reply.Output output -> new Finish(new Result.Answered(output.value()));
      case Reply.Invalid invalid -> {
        invalidText = answer.content();
        if (phase == Phase.REFLECTION_CORRECTED) {
          yield fail(Code.REFLECT_OUTPUT_INVALID, "reflect_output_invalid");
        }
        phase = Phase.REFLECTION_CORRECTED;
        reflection.add(Message.user(Prompts.correct(invalid.why())));
        yield askToReflect();
      }
    };
  }

  private Finish fail(Code code, String error) {
    return new Finish(new Result.Failed(code, error, invalidText));
  }

  private Metrics usage(GatewayAnswer answer) {
    boolean isReflection = phase == Phase.REFLECTION || phase == Phase.REFLECTION_CORRECTED;
    return new Metrics(
        answer.modelResolved().isEmpty() ? null : answer.modelResolved(),
        0,
        answer.tokensIn(),
        answer.tokensOut(),
        answer.costUsd(),
        1,
        0,
        isReflection,
        isReflection ? 1 : 0,
        answer.estimatedUsd());
  }
}
