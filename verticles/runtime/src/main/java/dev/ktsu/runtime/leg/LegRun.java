package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.runtime.leg.LegLoop.Workbench;
import dev.ktsu.runtime.loop.Action;
import dev.ktsu.runtime.loop.AgentLoop;
import dev.ktsu.runtime.loop.Result;
import dev.ktsu.runtime.loop.Task;
import dev.ktsu.runtime.mcp.ToolBelt;
import dev.ktsu.runtime.mcp.protocol.Allowlist;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One leg at work: lists the tools, performs what the reasoning loop asks for until it finishes,
 * and delivers the result. Ends exactly once, whichever of answer, failure, deadline and
 * cancellation comes first.
 */
final class LegRun {
  private static final Logger LOG = LoggerFactory.getLogger(LegRun.class);

  private final Leg leg;
  private final InvokeRequest request;
  private final Workbench bench;
  private final Runnable onGone;
  private final Cancellation work = new Cancellation();
  private final Cancellation delivery = new Cancellation();
  private final long startedAt;
  private Timers.Cancellable deadline = () -> {};
  private @Nullable AgentLoop loop;
  private @Nullable ToolBelt tools;
  private boolean isOver;
  private boolean isGone;

  LegRun(Leg leg, Workbench bench, Runnable onGone) {
    this.leg = leg;
    this.request = leg.request();
    this.bench = bench;
    this.onGone = onGone;
    this.startedAt = bench.time().clock().millis();
  }

  void start() {
    if (isOver) {
      return;
    }
    Long millis = request.deadlineMs();
    if (millis != null) {
      String error = "the step did not end within its deadline of " + millis + " ms";
      deadline =
          bench
              .time()
              .timers()
              .after(millis, () -> finish(new Result.Failed(Code.TIMEOUT, error, null)));
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
    delivery.cancel();
    leave(bench.legs()::forget);
  }

  private void begin(ToolBelt belt) {
    tools = belt;
    loop = new AgentLoop(Task.of(request, belt.specs()));
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
        bench.meters().modelCall();
        bench
            .gateway()
            .call(leg, call, work)
            .onComplete(answer -> advance(() -> current.answered(answer)), this::fail);
      }
      case Action.CallTools call -> {
        bench.meters().toolCalls(call.calls().size());
        belt.call(call.calls())
            .onComplete(results -> advance(() -> current.toolsAnswered(results)), this::fail);
      }
      case Action.Finish done -> finish(done.result());
    }
  }

  private void fail(Throwable failure) {
    if (isOver) {
      return;
    }
    if (failure instanceof Problem problem) {
      finish(new Result.Failed(problem.code(), problem.getMessage(), null));
      return;
    }
    named(LOG.atError()).setCause(failure).log("leg failed by a fault of the runtime");
    finish(new Result.Failed(Code.INTERNAL_ERROR, "internal error of the runtime", null));
  }

  private void finish(Result result) {
    if (isOver) {
      return;
    }
    stopWork();
    CallbackPayload payload = payload(result);
    loop = null;
    tools = null;
    bench.meters().ended(payload.status());
    bench
        .callbacks()
        .deliver(leg, payload, delivery)
        .onComplete(acknowledged -> leave(bench.legs()::close));
  }

  private void leave(Consumer<Leg> how) {
    if (!isGone) {
      isGone = true;
      onGone.run();
      how.accept(leg);
    }
  }

  private void stopWork() {
    isOver = true;
    deadline.cancel();
    work.cancel();
  }

  private CallbackPayload payload(Result result) {
    long millis = bench.time().clock().millis() - startedAt;
    Metrics metrics = (loop == null ? Metrics.NONE : loop.metrics()).withDurationMs(millis);
    List<Message> messages = loop == null ? List.of() : loop.transcript();
    String run = request.runId();
    String step = request.stepId();
    return switch (result) {
      case Result.Answered(var output) ->
          new CallbackPayload(
              run, step, CallbackPayload.OK, output, "", null, null, metrics, messages);
      case Result.Failed(var code, var error, var raw) ->
          new CallbackPayload(
              run, step, CallbackPayload.FAILED, null, error, code.word(), raw, metrics, messages);
    };
  }

  private ToolServerRef withDefaultAllowlist(ToolServerRef server) {
    return bench.toolsOfAll() && server.allowlist().isEmpty()
        ? new ToolServerRef(
            server.name(),
            server.url(),
            Allowlist.ALL.patterns(),
            server.persistentId(),
            server.authHeader(),
            server.authValue(),
            server.params(),
            server.secretKeys(),
            server.approvalRules())
        : server;
  }

  private LoggingEventBuilder named(LoggingEventBuilder line) {
    return line.addKeyValue("run", request.runId())
        .addKeyValue("step", request.stepId())
        .addKeyValue("leg", request.leg())
        .addKeyValue("trace", leg.trace().traceId());
  }
}
