package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.CheckpointAnswer;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.runtime.leg.LegLoop.Workbench;
import dev.ktsu.runtime.loop.Action;
import dev.ktsu.runtime.loop.AgentLoop;
import dev.ktsu.runtime.loop.Beginning;
import dev.ktsu.runtime.loop.Result;
import dev.ktsu.runtime.loop.Task;
import dev.ktsu.runtime.mcp.ToolBelt;
import dev.ktsu.runtime.mcp.protocol.Allowlist;
import dev.ktsu.runtime.outbox.Address;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One leg at work: lists the tools, performs what the reasoning loop asks for until it finishes,
 * and hands the result to its {@link Delivery}. Ends exactly once, whichever of answer, failure,
 * deadline and cancellation comes first; a leg that the orchestrator has closed ends without a
 * word.
 */
final class LegRun {
  private static final Logger LOG = LoggerFactory.getLogger(LegRun.class);

  private final Leg leg;
  private final InvokeRequest request;
  private final Workbench bench;
  private final Delivery delivery;
  private final Cancellation work = new Cancellation();
  private final Purse purse;
  private final long startedAt;
  private Timers.Cancellable deadline = () -> {};
  private @Nullable AgentLoop loop;
  private @Nullable ToolBelt tools;
  private boolean isOver;

  LegRun(Leg leg, InvokeRequest request, Workbench bench, Runnable onGone) {
    this.leg = leg;
    this.request = request;
    this.bench = bench;
    this.delivery = new Delivery(leg, bench, onGone);
    this.purse = Purse.of(request);
    this.startedAt = bench.time().clock().millis();
  }

  void start() {
    watchDeadline();
    if (isOver) {
      return;
    }
    List<ToolServerRef> servers =
        request.toolServers().stream().map(this::withDefaultAllowlist).toList();
    ToolBelt.gather(bench.sessions(), servers, work).onComplete(this::begin, this::fail);
  }

  /** Stops the work; the callback tells what it has used. */
  void cancel() {
    finish(new Result.Failed(Code.CANCELLED, "cancelled", null));
  }

  /** Stops the work, or the delivery of its result; nobody is told. */
  void abandon() {
    stopWork();
    delivery.abandon();
  }

  private void watchDeadline() {
    Long at = request.deadlineMs();
    if (isOver || at == null) {
      return;
    }
    String error = "the step did not end before its deadline, " + Instant.ofEpochMilli(at);
    Runnable late = () -> finish(new Result.Failed(Code.TIMEOUT, error, null));
    long left = at - bench.time().clock().millis();
    if (left > 0) {
      deadline = bench.time().timers().after(left, late);
    } else {
      late.run();
    }
  }

  private void begin(ToolBelt belt) {
    tools = belt;
    Task task = Task.of(request, belt.specs(), belt.effectful(), belt.gated(), belt.asked());
    loop = new AgentLoop(task, Beginning.of(request, belt.renewed()));
    advance(loop::start);
  }

  private void advance(Supplier<Action> next) {
    if (isOver) {
      return;
    }
    try {
      perform(next.get());
    } catch (RuntimeException bug) {
      fail(bug);
    }
  }

  private void perform(Action action) {
    AgentLoop current = loop;
    ToolBelt belt = tools;
    if (current == null || belt == null) {
      throw new IllegalStateException("an action before the tools are known");
    }
    switch (action) {
      case Action.CallModel call -> {
        leg.isAt(current.turn());
        bench.meters().modelCall();
        bench
            .gateway()
            .call(new Gateway.Client(leg, request, purse, work), call)
            .onComplete(answer -> advance(() -> current.answered(belt.masked(answer))), this::fail);
      }
      case Action.CallTools(int turn, List<ToolCall> calls) -> {
        bench.meters().toolCalls(calls.size());
        belt.call(calls, nameOf(turn), (at, call) -> announce(turn, at, call))
            .onComplete(
                called -> advance(() -> current.toolsAnswered(called.results(), called.unknown())),
                this::fail);
      }
      case Action.Checkpoint checkpoint ->
          keep(checkpoint)
              .onComplete(isKept -> advance(() -> current.checkpointed(isKept)), this::fail);
      case Action.Finish done -> finish(done.result());
    }
  }

  private Future<Boolean> keep(Action.Checkpoint reached) {
    Checkpoint checkpoint =
        new Checkpoint(
            leg.address().number(),
            reached.turn(),
            reached.after(),
            reached.messages(),
            lasting(reached.metrics()));
    return bench
        .reports()
        .checkpoint(request.checkpointUrl(), leg, checkpoint, work)
        .map(
            kept -> {
              kept.map(CheckpointAnswer::spend).ifPresent(limit -> purse.raise(limit.limitUsd()));
              return kept.isPresent();
            });
  }

  /** A closed leg stops here: calls to other servers may be under way for long. */
  private Future<Void> announce(int turn, int at, ToolCall call) {
    Intent intent = Intent.of(leg.address().number(), turn, at, call);
    return bench
        .reports()
        .intent(request.intentUrl(), leg, intent, work)
        .recover(
            failure -> {
              if (failure instanceof Reports.Closed) {
                abandon();
              }
              return Future.failedFuture(failure);
            });
  }

  private void fail(Throwable failure) {
    if (isOver) {
      return;
    }
    switch (failure) {
      case Reports.Closed closed -> abandon();
      case Problem problem -> finish(new Result.Failed(problem.code(), problem.getMessage(), null));
      default -> {
        named(LOG.atError()).setCause(failure).log("leg failed by a fault of the runtime");
        finish(new Result.Failed(Code.INTERNAL_ERROR, "internal error of the runtime", null));
      }
    }
  }

  private void finish(Result result) {
    if (isOver) {
      return;
    }
    stopWork();
    CallbackPayload payload = payload(result);
    if (result instanceof Result.Asks) {
      leg.asks();
    }
    loop = null;
    tools = null;
    bench.meters().ended(payload.status());
    delivery.start(payload);
  }

  private void stopWork() {
    isOver = true;
    deadline.cancel();
    work.cancel();
  }

  private CallbackPayload payload(Result result) {
    Metrics metrics = lasting(loop == null ? request.start().metrics() : loop.metrics());
    List<Message> messages = loop == null ? List.of() : loop.transcript();
    String run = request.runId();
    String step = request.stepId();
    CallbackPayload payload =
        switch (result) {
          case Result.Answered(var output) ->
              new CallbackPayload(
                  run, step, CallbackPayload.OK, output, "", null, null, metrics, messages);
          case Result.Asks(var calls) -> question(metrics, messages).asking(calls);
          case Result.Failed(var code, var error, var raw) ->
              new CallbackPayload(
                  run,
                  step,
                  CallbackPayload.FAILED,
                  null,
                  error,
                  code.word(),
                  raw,
                  metrics,
                  messages);
        };
    return request.isResume() ? payload.resumed() : payload;
  }

  /** Go keeps roles and texts alone, and begins the next leg from the request that it gets back. */
  private CallbackPayload question(Metrics metrics, List<Message> messages) {
    boolean isForGo = request.leg() == null;
    CallbackPayload payload =
        new CallbackPayload(
            request.runId(),
            request.stepId(),
            CallbackPayload.PENDING_APPROVAL,
            null,
            "",
            null,
            null,
            metrics,
            isForGo ? TextTurns.text(messages) : messages);
    return isForGo ? payload.to(request) : payload;
  }

  /** With what is owed for lost answers, and the time of this leg beside that of the one before. */
  private Metrics lasting(Metrics used) {
    return used.plus(purse.owed()).plus(Metrics.lasting(bench.time().clock().millis() - startedAt));
  }

  /** The turn's name among all turns of all legs. */
  private String nameOf(int turn) {
    Address address = leg.address();
    return address.runId() + "/" + address.stepId() + "/" + address.number() + "/" + turn;
  }

  private ToolServerRef withDefaultAllowlist(ToolServerRef server) {
    return bench.toolsOfAll() && server.allowlist().isEmpty()
        ? server.permitting(Allowlist.ALL.patterns())
        : server;
  }

  private LoggingEventBuilder named(LoggingEventBuilder line) {
    return line.addKeyValue("run", request.runId())
        .addKeyValue("step", request.stepId())
        .addKeyValue("leg", request.leg())
        .addKeyValue("trace", leg.trace().traceId());
  }
}
