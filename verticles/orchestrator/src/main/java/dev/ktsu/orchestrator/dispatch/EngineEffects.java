package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Retry;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Outstanding;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.Effects;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.step.Judging;
import dev.ktsu.orchestrator.step.Notices;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.Webhooks;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries out what runs ask for, and brings the outcome back as a command. A command that the store
 * cannot take now is sent again until it is taken: what has happened outside is never forgotten.
 */
public final class EngineEffects implements Effects {
  /**
   * An acceptance is recorded when the leg is still open then. Until it is, a restart hands the leg
   * over again, which the runtime answers as it did before; most of the short legs end sooner, and
   * cost one commit less.
   */
  private static final long ACCEPTED_AFTER_MILLIS = 200;

  private static final int NOTICES_AT_ONCE = 4;

  private final RunEngine engine;
  private final Definitions definitions;
  private final Webhooks webhooks;
  private final Notices notices;
  private final Dispatcher dispatcher;
  private final Runtimes runtimes;
  private final Supervisor supervisor;
  private final Judging judging;
  private final FaultPoints faults;
  private final Timers timers;
  private final Retry untilTaken;
  private final Retry untilTold;

  /** The ways outside. */
  public record Ways(
      Webhooks webhooks,
      Dispatcher dispatcher,
      Runtimes runtimes,
      Supervisor supervisor,
      Judging judging) {}

  public EngineEffects(
      RunEngine engine, Definitions definitions, Ways ways, Timers timers, FaultPoints faults) {
    this.engine = engine;
    this.definitions = definitions;
    this.webhooks = ways.webhooks();
    this.notices = new Notices(ways.webhooks());
    this.dispatcher = ways.dispatcher();
    this.runtimes = ways.runtimes();
    this.supervisor = ways.supervisor();
    this.judging = ways.judging();
    this.faults = faults;
    this.timers = timers;
    this.untilTaken =
        new Retry(
            timers, new Backoff(100, 2, 10_000, 0), Integer.MAX_VALUE, Transient.class::isInstance);
    this.untilTold =
        new Retry(
            timers,
            new Backoff(1_000, 2, 300_000, 0),
            Integer.MAX_VALUE,
            failure -> failure instanceof Notices.Undelivered || failure instanceof Transient);
  }

  @Override
  public void carryOut(RunState state, Effect effect, PayloadSource payloads) {
    faults.at(Point.BEFORE_EFFECT);
    switch (effect) {
      case Effect.CallWebhook call -> callWebhook(state, call, payloads);
      case Effect.Deliver leg -> deliver(state, leg, payloads);
      case Effect.Announce question -> announce(state, question, payloads);
      case Effect.Place place ->
          supervisor.waits(new LegId(state.run(), place.step(), place.leg()), place.runsOn());
      case Effect.Stop stop -> stop(state, stop);
      case Effect.Watch watch ->
          runtimes.took(watch.executor(), new LegId(state.run(), watch.step(), watch.leg()));
    }
  }

  @Override
  public void reserve(RunId run, Effect.Watch watch) {
    runtimes.took(watch.executor(), new LegId(run, watch.step(), watch.leg()));
  }

  @Override
  public void over(RunId run, Effect effect) {
    LegId leg = new LegId(run, effect.step(), effect.leg());
    if (effect instanceof Effect.Watch watch) {
      runtimes.released(watch.executor(), leg);
      supervisor.offer();
    } else if (effect instanceof Effect.Place) {
      supervisor.waitsNoMore(leg);
    }
  }

  private void callWebhook(RunState state, Effect.CallWebhook call, PayloadSource payloads) {
    withSteps(
        "webhook " + call.step(),
        state,
        steps ->
            webhooks
                .call(state, steps, call.step(), payloads)
                .compose(raw -> complete(state, call.step(), call.leg(), raw)));
  }

  /** Every webhook is told until it has heard, or nobody waits for an answer any more. */
  private void announce(RunState state, Effect.Announce question, PayloadSource payloads) {
    withSteps(
        "tell what " + question.step() + " waits for",
        state,
        steps ->
            Futures.inParallel(
                    NOTICES_AT_ONCE,
                    steps.notices(question.step()),
                    notice ->
                        untilTold.call(
                            () ->
                                wanted(state, question)
                                    .map(
                                        now -> notices.tell(now, steps, notice, question, payloads))
                                    .orElseGet(Future::succeededFuture)))
                .compose(told -> announced(state, question)));
  }

  private Future<Void> announced(RunState state, Effect.Announce question) {
    return wanted(state, question).isPresent()
        ? tell(state.run(), new Command.Announced(question.step(), question.leg()))
        : Future.succeededFuture();
  }

  /** The run as it stands, while this process is still to carry out the effect. */
  private Optional<RunState> wanted(RunState state, Effect effect) {
    return engine
        .known(state.run())
        .filter(now -> now.isOf(state.owner()) && Outstanding.asks(now, effect));
  }

  private void deliver(RunState state, Effect.Deliver leg, PayloadSource payloads) {
    withSteps(
        "deliver " + leg.step(),
        state,
        steps ->
            dispatcher
                .deliver(engine, state.run(), steps, leg, payloads)
                .compose(delivery -> report(state, leg, delivery)));
  }

  private Future<Void> report(RunState state, Effect.Deliver leg, Dispatcher.Delivery delivery) {
    return switch (delivery) {
      case Dispatcher.Delivery.Accepted accepted -> acceptedLater(state.run(), leg);
      case Dispatcher.Delivery.Refused(String reason) ->
          tell(state.run(), new Command.Undelivered(leg.step(), leg.leg(), leg.executor(), reason));
      case Dispatcher.Delivery.Impossible(Raw.Failure failure) ->
          complete(state, leg.step(), leg.leg(), failure);
      case Dispatcher.Delivery.Superseded superseded -> Future.succeededFuture();
    };
  }

  /** Outside of the chain that asks, which would keep the state of the run until then. */
  private Future<Void> acceptedLater(RunId run, Effect.Deliver leg) {
    timers.after(
        ACCEPTED_AFTER_MILLIS,
        () -> {
          if (isOpen(run, leg)) {
            Command accept = new Command.Accept(leg.step(), leg.leg(), leg.executor());
            Detached.run("accepted " + leg.step(), tell(run, accept));
          }
        });
    return Future.succeededFuture();
  }

  private boolean isOpen(RunId run, Effect.Deliver leg) {
    return engine
        .known(run)
        .flatMap(now -> now.step(leg.step()))
        .map(Step::leg)
        .filter(current -> current.number() == leg.leg() && current.isOpen())
        .isPresent();
  }

  private void stop(RunState state, Effect.Stop stop) {
    Runnable stopped =
        () ->
            Detached.run(
                "stopped " + stop.step(),
                tell(state.run(), new Command.Stopped(stop.step(), stop.leg(), (Metrics) null)));
    if (stop.kind() == StepKind.AGENT) {
      dispatcher.stop(state, stop, stopped);
    } else {
      stopped.run();
    }
  }

  private Future<Void> complete(RunState state, StepPath step, int leg, Raw raw) {
    faults.at(Point.AFTER_EFFECT);
    return judging
        .judge(state, step, () -> raw)
        .recover(failure -> judging.judge(state, step, () -> unjudged(raw, failure)))
        .compose(
            judged -> tell(state.run(), new Command.Complete(step, leg, Optional.empty(), judged)));
  }

  /** Nobody reads what could not be checked. */
  private static Raw unjudged(Raw raw, Throwable failure) {
    String error = "output cannot be checked: " + failure.getMessage();
    return new Raw.Failure(Code.AIRLOCK, error, null, raw.metrics());
  }

  private Future<Void> tell(RunId run, Command command) {
    return untilTaken.call(() -> engine.send(run, command));
  }

  private void withSteps(String what, RunState state, Function<PinnedSteps, Future<Void>> work) {
    Detached.run(
        what,
        definitions
            .behaviour(state.born().definition())
            .map(PinnedSteps.class::cast)
            .compose(work));
  }
}
