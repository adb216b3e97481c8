package dev.ktsu.orchestrator.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Carries requests between processes: they are lost, come twice, late, or in another order. */
final class Network {
  private static final long USUAL_MILLIS_MAX = 20;
  private static final long LATE_MILLIS_MAX = 20_000;

  private final World world;
  private final Chance chance;
  private final Map<String, Long> cutUntil = new HashMap<>();

  Network(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
  }

  /** Nothing passes between the two for a while. */
  void cut(Host one, Host other, Chance length) {
    world.say("network", "no way between " + one.name + " and " + other.name);
    cutUntil.put(between(one, other), world.schedule().now() + length.between(2_000, 40_000));
  }

  void heal() {
    cutUntil.clear();
  }

  /**
   * One request and its answer, on a connection that does not outlive either end.
   *
   * @param handle what the receiver does with it, in its own life
   * @return the answer, in the life of the sender; fails when there was none in time, and then it
   *     is unknown whether the receiver has heard
   */
  <T> Future<T> call(Caller from, Host to, long timeoutMillis, Supplier<Future<T>> handle) {
    Promise<T> answer = Promise.promise();
    Life sender = from.life();
    world
        .schedule()
        .after(timeoutMillis, sender, () -> answer.tryFail(new NoAnswer(to.name + " is silent")));
    if (!isCut(from, to) && !world.faults().strikes(Fault.MESSAGE_LOST)) {
      deliver(from, to, handle, sender, answer);
      if (world.faults().strikes(Fault.MESSAGE_DUPLICATED)) {
        deliver(from, to, handle, sender, answer);
      }
    }
    return answer.future();
  }

  /** Who may send. */
  record Caller(String name, Life life) {
    static Caller of(Host host) {
      return new Caller(host.name, host.life());
    }
  }

  private <T> void deliver(
      Caller from, Host to, Supplier<Future<T>> handle, Life sender, Promise<T> answer) {
    Life receiver = to.life();
    world
        .schedule()
        .after(
            delay(),
            Life.ETERNAL,
            () -> {
              if (receiver.isOver()) {
                back(from, to, sender, () -> answer.tryFail(new NoAnswer(to.name + " is gone")));
              } else {
                world
                    .schedule()
                    .after(0, receiver, () -> handled(from, to, handle, sender, answer));
              }
            });
  }

  private <T> void handled(
      Caller from, Host to, Supplier<Future<T>> handle, Life sender, Promise<T> answer) {
    Life receiver = to.life();
    handle
        .get()
        .onComplete(
            done -> {
              if (!receiver.isOver()) {
                back(
                    from,
                    to,
                    sender,
                    () -> {
                      if (done.succeeded()) {
                        answer.tryComplete(done.result());
                      } else {
                        answer.tryFail(done.cause());
                      }
                    });
              }
            });
  }

  private void back(Caller from, Host to, Life sender, Runnable answer) {
    if (!isCut(from, to) && !world.faults().strikes(Fault.ANSWER_LOST)) {
      world.schedule().after(delay(), sender, answer);
    }
  }

  private long delay() {
    return world.faults().strikes(Fault.MESSAGE_LATE)
        ? chance.between(100, LATE_MILLIS_MAX)
        : chance.between(0, USUAL_MILLIS_MAX);
  }

  private boolean isCut(Caller from, Host to) {
    return cutUntil.getOrDefault(key(from.name(), to.name), 0L) > world.schedule().now();
  }

  private static String between(Host one, Host other) {
    return key(one.name, other.name);
  }

  private static String key(String one, String other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  /** There was no answer. */
  static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoAnswer(String why) {
      super(why, null, false, false);
    }
  }
}
