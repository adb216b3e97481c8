package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.run.Instances.Mail;
import dev.ktsu.orchestrator.run.Instances.Member;
import dev.ktsu.orchestrator.run.Instances.Processes;
import dev.ktsu.orchestrator.run.Instances.Roll;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among others over one store: its lease, the runs of those that are gone, and news of
 * its own runs. Belongs to the engine's event loop.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final int RUNS_AT_ONCE = 64;

  /** Runs in which something falls due so soon are taken into memory. */
  private static final long DUE_MILLIS = 15_000;

  /** A lease is renewed so many times while it lasts. */
  private static final double RENEWALS = 10.0 / 3;

  private final Instances instances;
  private final Clock clock;
  private final Timers timers;
  private final Seat seat;
  private final Supplier<String> boots;
  private final Runs runs;
  private Instance me;
  private String name;
  private Predicate<RunId> wanted = run -> false;
  private Timers.Cancellable ticking = () -> {};
  private boolean alone = true;
  private boolean stopped;
  private boolean rejoining;
  private boolean looking;
  private boolean lookAgain;

  /**
   * What this process is called.
   *
   * @param ids stable over restarts; the first that no running process of this machine has
   * @param processes what is known of others of this machine
   * @param leaseMillis how long others wait after its last sign of life
   * @param isRunning whether another process is known to run
   * @param succeeded told when another process has taken the id: this one must end
   */
  public record Seat(
      List<String> ids, Processes processes, long leaseMillis, Consumer<Problem> succeeded) {
    public Seat {
      ids = List.copyOf(ids);
    }
  }

  /** The runs of the engine. */
  interface Runs {
    /** Takes the run from an owner that is gone, or carries on with an own one. */
    Future<?> takeUp(RunId run);

    /** Another instance has moved an own run on. */
    Future<?> moved(RunId run);

    /** They are not this process's any more. */
    void forget();

    /** Those for which nothing is to be done for long leave memory. */
    void rest();
  }

  /**
   * @param boots a fresh text for each lease
   */
  Membership(RunEngine.Outside outside, Supplier<String> boots, Runs runs) {
    this.instances = outside.store().instances();
    this.clock = outside.clock();
    this.timers = outside.timers();
    this.seat = outside.seat();
    this.boots = boots;
    this.runs = runs;
    this.me = new Instance(seat.ids().get(0), boots.get());
    this.name = me.toString();
  }

  /** This process. */
  Instance me() {
    return me;
  }

  /** The same as owners are written in journals. */
  String name() {
    return name;
  }

  /** Comes under a name that was never used. */
  private void become(String id) {
    me = new Instance(id, boots.get());
    name = me.toString();
  }

  /** Whether no other process is known to write to the store. */
  boolean isAlone() {
    return alone;
  }

  /**
   * Takes the lease and the runs that nobody carries on with, now and from now on.
   *
   * @param wanted which of them
   */
  Future<Void> start(Predicate<RunId> wanted) {
    this.wanted = wanted;
    return join(0)
        .compose(joined -> instances.renew(member()))
        .compose(
            roll -> {
              alone = roll.others().isEmpty();
              instances.onNews(this::heard);
              ticking =
                  timers.every(Math.max(1, (long) (seat.leaseMillis() / RENEWALS)), this::tick);
              return lookAround();
            });
  }

  private Future<Roll> join(int nth) {
    become(seat.ids().get(nth));
    return instances
        .join(member())
        .recover(
            refused ->
                isTaken(refused) && nth + 1 < seat.ids().size()
                    ? join(nth + 1)
                    : Future.failedFuture(refused));
  }

  private static boolean isTaken(Throwable refused) {
    return refused instanceof Problem problem && problem.code() == Code.INSTANCE_TAKEN;
  }

  /** Gives the lease back: others may go on with its runs at once. */
  Future<Void> stop() {
    stopped = true;
    ticking.cancel();
    return instances.leave(me);
  }

  /** A write was refused for want of a lease. */
  void suspect() {
    if (!stopped) {
      tick();
    }
  }

  private void tick() {
    runs.rest();
    // It would look for the new lease before it is there, find it after, and take it for another's.
    if (rejoining) {
      return;
    }
    Instance asked = me;
    Detached.run(
        "renew the lease of " + me.id(),
        instances
            .renew(member())
            .compose(roll -> asked.equals(me) ? stand(roll) : Future.succeededFuture()));
  }

  private Future<Void> stand(Roll roll) {
    alone = roll.others().isEmpty();
    return switch (roll.standing()) {
      case HELD -> lookAround();
      case LOST -> rejoin();
      case SUCCEEDED -> {
        ticking.cancel();
        runs.forget();
        seat.succeeded().accept(RunProblems.succeeded(me.id()));
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> rejoin() {
    LOG.warn("the lease of {} was over, its runs may be with others; joining again", me.id());
    runs.forget();
    become(me.id());
    rejoining = true;
    return instances
        .join(member())
        .eventually(
            () -> {
              rejoining = false;
              return Future.succeededFuture();
            })
        .compose(joined -> lookAround());
  }

  private void heard() {
    if (!stopped) {
      alone = false;
      Detached.run("look for news", lookAround());
    }
  }

  /** One look at a time; who asks meanwhile gets another one. */
  private Future<Void> lookAround() {
    if (looking) {
      lookAgain = true;
      return Future.succeededFuture();
    }
    looking = true;
    return look()
        .eventually(
            () -> {
              looking = false;
              return Future.succeededFuture();
            })
        .compose(
            seen -> {
              boolean again = lookAgain;
              lookAgain = false;
              return again ? lookAround() : Future.succeededFuture();
            });
  }

  private Future<Void> look() {
    Instance self = me;
    return instances
        .mail(self)
        .compose(mail -> read(self, mail))
        .compose(read -> instances.orphans())
        .map(orphans -> orphans.stream().filter(wanted).toList())
        .compose(this::takeOver)
        .compose(taken -> instances.due(self, clock.millis() + DUE_MILLIS))
        .compose(due -> Futures.inParallel(RUNS_AT_ONCE, due, runs::takeUp))
        .mapEmpty();
  }

  private Future<Void> read(Instance self, List<Mail> mail) {
    return mail.isEmpty()
        ? Future.succeededFuture()
        : Futures.inParallel(RUNS_AT_ONCE, mail, one -> runs.moved(one.run()))
            .compose(read -> instances.discard(self, mail));
  }

  private Future<Void> takeOver(List<RunId> orphans) {
    return Futures.inParallel(RUNS_AT_ONCE, orphans, runs::takeUp)
        .map(
            taken -> {
              if (!orphans.isEmpty()) {
                LOG.info("took up {} unfinished runs", orphans.size());
              }
              return null;
            });
  }

  private Member member() {
    return new Member(me, seat.processes(), seat.leaseMillis());
  }
}
