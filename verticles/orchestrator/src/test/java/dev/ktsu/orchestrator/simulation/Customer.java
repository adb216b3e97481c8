package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.simulation.Network.Caller;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * Somebody with one run: starts it, looks at it, may change their mind, may insist, may try again.
 * Whatever is not answered is asked again, anywhere.
 */
final class Customer {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int RETRIES_MAX = 2;

  private final World world;
  private final Chance chance;
  private final RunId run;
  private final Workflows.Loaded workflow;
  private final Caller me;
  private int retries;
  private int busy;

  Customer(World world, RunId run, Workflows.Loaded workflow, Chance chance) {
    this.world = world;
    this.run = run;
    this.workflow = workflow;
    this.chance = chance;
    this.me = new Caller("customer", Life.ETERNAL);
  }

  /** Whether nothing is on its way from this customer. */
  boolean isDone() {
    return busy == 0;
  }

  void begin(long within) {
    long at = chance.between(0, within);
    boolean go = chance.below(3) > 0;
    long delay = chance.perMille(250) ? chance.between(2_000, 20_000) : 0;
    busy++;
    later(
        at,
        () -> {
          long startAt = delay == 0 ? 0 : world.receiver().clock().millis() + delay;
          until(host -> host.create(run, workflow, go, startAt), this::created);
        });
  }

  /** Decides on a tool call, in time or not. */
  void decide(LegId leg) {
    boolean approved = chance.below(3) > 0;
    busy++;
    later(
        chance.between(200, 12_000), () -> until(host -> host.settle(leg, approved), () -> busy--));
  }

  /** Raises the budget, by little or by much, or refuses to. */
  void decide(LegId leg, long limit) {
    boolean raised = chance.below(3) > 0;
    long budget = raised ? limit + chance.of(List.of(1_000_000L, 10_000_000L, 1_000_000_000L)) : 0;
    busy++;
    later(
        chance.between(200, 12_000),
        () -> until(host -> host.settleBudget(leg, new Usd(budget)), () -> busy--));
  }

  private void created() {
    world.say("customer", "has " + run + " of " + workflow.name());
    look();
    if (chance.perMille(300)) {
      later(chance.between(10, 25_000), this::cancel);
    } else {
      busy--;
    }
  }

  private void cancel() {
    boolean twice = chance.perMille(400);
    until(
        host -> host.cancel(run),
        () -> {
          busy--;
          if (twice) {
            busy++;
            later(chance.between(5, 3_000), () -> until(host -> host.cancel(run), () -> busy--));
          }
        });
  }

  /** Looks now and then, until the run is over for good. */
  private void look() {
    busy++;
    later(
        chance.between(500, 8_000),
        () -> {
          OrchestratorHost host = somewhere();
          world
              .network()
              .call(me, host, PATIENCE_MILLIS, () -> host.read(run))
              .onComplete(this::seen);
        });
  }

  private void seen(AsyncResult<RunState> seen) {
    world.say(
        "customer", run + " sees " + (seen.succeeded() ? seen.result().state() : seen.cause()));
    busy--;
    if (seen.failed() || !seen.result().state().isTerminal()) {
      look();
    } else if (seen.result().state() != State.SUCCESS) {
      tryAgain();
    }
  }

  private void tryAgain() {
    if (retries >= RETRIES_MAX || !chance.perMille(600)) {
      return;
    }
    retries++;
    busy++;
    later(
        chance.between(0, 4_000),
        () ->
            until(
                host -> host.retry(run),
                () -> {
                  busy--;
                  look();
                }));
  }

  /** Asks until someone answers, with consent or with a refusal for good. */
  private void until(Function<OrchestratorHost, Future<Integer>> ask, Runnable answered) {
    OrchestratorHost host = somewhere();
    world
        .network()
        .call(me, host, PATIENCE_MILLIS, () -> ask.apply(host))
        .onComplete(
            answer -> {
              world.say("customer", run + " gets " + answer);
              if (answer.succeeded() && answer.result() < 500) {
                answered.run();
              } else {
                later(chance.between(100, 3_000), () -> until(ask, answered));
              }
            });
  }

  private OrchestratorHost somewhere() {
    return chance.of(world.orchestrators());
  }

  private void later(long millis, Runnable work) {
    world.schedule().after(millis, Life.ETERNAL, work);
  }
}
