package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.dispatch.AgentRequests.Unresolved;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Outstanding;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.Readings;
import dev.ktsu.project.AgentStep;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries legs to runtimes and calls them off. */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final long UNKNOWN_RETRY_MILLIS = 500;

  private final RuntimeWire wire;
  private final Runtimes runtimes;
  private final Readings readings;
  private final AgentRequests requests;
  private final Timers timers;

  /**
   * @param ownUrl where runtimes post results
   */
  public Dispatcher(
      RuntimeWire wire, Runtimes runtimes, Readings readings, Timers timers, String ownUrl) {
    this.wire = wire;
    this.runtimes = runtimes;
    this.readings = readings;
    this.requests = new AgentRequests(ownUrl);
    this.timers = timers;
  }

  /** What became of a delivery. */
  public sealed interface Delivery {
    /** The runtime works on it. */
    record Accepted() implements Delivery {}

    /** Another try may help. */
    record Refused(String reason) implements Delivery {}

    /** No runtime can take it: the step ends so. */
    record Impossible(Raw.Failure failure) implements Delivery {}

    /** Nobody asks for it any more. */
    record Superseded() implements Delivery {}
  }

  /** Hands a leg over; never fails. */
  public Future<Delivery> deliver(
      RunEngine engine, RunId run, PinnedSteps steps, Effect.Deliver leg, PayloadSource payloads) {
    return post(engine, run, steps, leg, payloads)
        .recover(failure -> Future.succeededFuture(undelivered(leg, failure)));
  }

  private Delivery undelivered(Effect.Deliver leg, Throwable failure) {
    return switch (failure) {
      case Unresolved unresolved -> impossible(unresolved.code(), unresolved);
      case Fault fault when fault.code() == Code.SECRET_UNREADABLE ->
          impossible(fault.code(), fault);
      default -> unreachable(leg, failure);
    };
  }

  private static Delivery impossible(Code code, Throwable why) {
    return new Delivery.Impossible(
        new Raw.Failure(code, String.valueOf(why.getMessage()), null, null));
  }

  /**
   * What the runtime gets is how the leg stands when it is sent: an intent that was announced while
   * the request was written belongs into it, or the call would be made twice.
   */
  private Future<Delivery> post(
      RunEngine engine, RunId run, PinnedSteps steps, Effect.Deliver leg, PayloadSource payloads) {
    Optional<RunState> wanted = wanted(engine, run, leg);
    if (wanted.isEmpty()) {
      return Future.succeededFuture(new Delivery.Superseded());
    }
    Runtime runtime = runtimes.get(leg.executor());
    if (runtime.url().isEmpty()) {
      return runtime.isLost()
          ? Future.failedFuture("the runtime is not known any more")
          : timers
              .pause(UNKNOWN_RETRY_MILLIS)
              .compose(later -> post(engine, run, steps, leg, payloads));
    }
    RunState state = wanted.get();
    return request(state, steps, leg, payloads)
        .compose(
            request ->
                isAsBefore(state, wanted(engine, run, leg), leg)
                    ? wire.deliver(runtime.url(), request, state.born().trace())
                        .map(status -> judge(leg, status))
                    : post(engine, run, steps, leg, payloads));
  }

  /** The run, while it asks for this delivery. */
  private static Optional<RunState> wanted(RunEngine engine, RunId run, Effect.Deliver leg) {
    return engine.known(run).filter(now -> Outstanding.asks(now, leg));
  }

  private static boolean isAsBefore(RunState before, Optional<RunState> now, Effect.Deliver leg) {
    return now.isPresent() && talk(now.get(), leg).equals(talk(before, leg));
  }

  private static Optional<Talk> talk(RunState state, Effect.Deliver leg) {
    return state.step(leg.step()).map(Step::leg).map(Leg::talk);
  }

  private Future<InvokeRequest> request(
      RunState state, PinnedSteps steps, Effect.Deliver leg, PayloadSource payloads) {
    LegId id = new LegId(state.run(), leg.step(), leg.leg());
    AgentStep step = (AgentStep) steps.step(leg.step());
    boolean isOurs = runtimes.get(leg.executor()).resumes();
    return Resumes.of(state, leg, payloads)
        .compose(
            resume ->
                Decided.of(state, leg, payloads)
                    .map(
                        decided ->
                            new AgentRequests.Task(
                                id,
                                leg.token(),
                                deadline(state, leg),
                                limit(state, leg),
                                resume.orElse(null),
                                decided
                                    .map(given -> isOurs ? given : given.inText())
                                    .orElse(null))))
        .compose(
            task ->
                readings.read(
                    state,
                    steps,
                    new Readings.Reader<>(
                        leg.step(),
                        step.references(),
                        scope -> requests.of(steps, step, task, scope)),
                    payloads));
  }

  private static @Nullable Usd limit(RunState state, Effect.Deliver leg) {
    return state.funds().limit(leg.step()).orElse(null);
  }

  /** The earliest of those of the step, of what it is a part of, and of the run; 0 for none. */
  private static long deadline(RunState state, Effect.Deliver leg) {
    return Stream.concat(state.step(leg.step()).stream(), state.wholesOf(leg.step()).stream())
        .map(Step::deadline)
        .reduce(state.deadline(), Dispatcher::earlier);
  }

  private static long earlier(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /** Tells a runtime to stop a leg; it answers with a callback when it had it. */
  public void stop(RunState state, Effect.Stop leg, Runnable notThere) {
    String url = runtimes.get(leg.executor()).url();
    if (url.isEmpty()) {
      notThere.run();
      return;
    }
    LegId id = new LegId(state.run(), leg.step(), leg.leg());
    Detached.run(
        "stop " + id,
        wire.stop(url, id, state.born().trace())
            .onSuccess(
                status -> {
                  if (status >= 400) {
                    notThere.run();
                  }
                }));
  }

  private Delivery judge(Effect.Deliver leg, int status) {
    if (status == 202 || status == 200) {
      return new Delivery.Accepted();
    }
    String reason = "runtime returned " + status;
    if (status == 429 || status >= 500 || status == 401 || status == 404) {
      runtimes.refused(leg.executor());
      return new Delivery.Refused(reason);
    }
    return new Delivery.Impossible(new Raw.Failure(Code.DISPATCH_FAILED, reason, null, null));
  }

  private Delivery unreachable(Effect.Deliver leg, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("step", leg.step())
        .addKeyValue("leg", leg.leg())
        .log("runtime {} did not take the step: {}", leg.executor(), failure.getMessage());
    runtimes.refused(leg.executor());
    return new Delivery.Refused("dispatch to runtime: " + failure.getMessage());
  }
}
