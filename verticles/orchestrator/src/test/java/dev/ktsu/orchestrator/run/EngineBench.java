package dev.ktsu.orchestrator.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Definition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * An engine on an event loop of its own, over a real store. Effects are written down instead of
 * carried out.
 */
final class EngineBench {
  static final RunId RUN = new RunId(1);
  private static final String AGENT =
      "name: a\nmodel: m\nprompt: {system: s}\noutput: {schema: {type: object}}\n";

  final AtomicInteger computed = new AtomicInteger();
  private final Context loop;
  final RunStore store;
  final List<Effect> begun = new CopyOnWriteArrayList<>();
  final List<Effect> over = new CopyOnWriteArrayList<>();

  /** No two starts are alike. */
  private static final AtomicLong SEEDS = new AtomicLong();

  final Behaviour steps;
  final RunEngine engine;

  EngineBench(
      String id,
      Vertx vertx,
      RunStore store,
      String pipeline,
      RunLimits limits,
      FaultPoints faults) {
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
    this.store = store;
    this.steps =
        new PinnedSteps(
            Definition.restore(
                "w",
                Map.of(
                    "workflows/w.workflow.yaml",
                    bytes(
                        "kind: workflow\nname: w\nparams: {schema: {type: object}}\npipeline:\n"
                            + pipeline),
                    "a.agent.yaml",
                    bytes(AGENT))));
    engine =
        new RunEngine(
            new RunEngine.Outside(
                store,
                digest -> Future.succeededFuture(steps),
                made ->
                    new Effects() {
                      @Override
                      public void carryOut(RunState state, Effect effect, PayloadSource payloads) {
                        begun.add(effect);
                      }

                      @Override
                      public void reserve(RunId run, Effect.Watch watch) {}

                      @Override
                      public void over(RunId run, Effect effect) {
                        over.add(effect);
                      }
                    },
                new Compute() {
                  @Override
                  public <T> Future<T> run(Callable<T> work) {
                    computed.incrementAndGet();
                    return vertx.executeBlocking(work);
                  }
                },
                (taken, wanted) -> Optional.of("rt"),
                Clock.system(),
                Timers.of(vertx),
                () -> new Occasion.Seed(SEEDS.incrementAndGet(), 2),
                new Membership.Seat(List.of(id), new StrangeProcesses(id), 10_000, taken -> {}),
                faults),
            limits);
  }

  <T> T on(Supplier<Future<T>> work) {
    return begin(work).await();
  }

  <T> Future<T> begin(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        now -> {
          try {
            work.get().onComplete(done);
          } catch (RuntimeException failure) {
            done.fail(failure);
          }
        });
    return done.future().timeout(20, TimeUnit.SECONDS);
  }

  void create(String params) {
    ObjectNode inputs = Json.object();
    inputs.set("params", Json.parse(params));
    inputs.set("env", Json.object());
    Command.Create create = new Command.Create("w", "digest", false, "trace", 0, inputs);
    on(() -> engine.create(RUN, create, steps));
  }

  Future<Void> completes(String step, String output) {
    StepPath path = new StepPath(step);
    return begin(
        () ->
            engine
                .state(RUN)
                .compose(
                    state -> {
                      Leg leg = state.step(path).orElseThrow().leg();
                      return engine.send(
                          RUN,
                          new Command.Complete(
                              path,
                              leg.number(),
                              Optional.of(leg.token()),
                              AirLock.judge(
                                  new Raw.Output(Json.parse(output), Metrics.NONE), Rules.NONE)));
                    }));
  }

  RunState state() {
    return on(() -> engine.state(RUN));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
