package dev.ktsu.crash;

import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One plan, from an empty store to the audit. */
final class Experiment {
  private static final Duration POINT_WITHIN = Duration.ofSeconds(20);
  private static final int LATER_PASS_MAX = 30;

  /** Most kills come soon; some leave time for what needs it. */
  private static final int UP_MILLIS_MAX = 2_000;

  private static final int UP_POWER = 3;

  /** One kill in so many falls into the start. */
  private static final int EARLY_KILL = 5;

  private static final int START_MILLIS = 700;

  private final Plan plan;
  private final House house;
  private final Load load;
  private final Random random;
  private final List<Long> kills = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private Experiment(Plan plan, House house, Load load, Random random) {
    this.plan = plan;
    this.house = house;
    this.load = load;
    this.random = random;
  }

  /** Runs it; {@code folder} is its own. */
  static Tally run(Plan plan, Options options, House.Jars jars, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Outside outside = new Outside()) {
      Site site = new Site(folder, outside);
      try (House house = new House(jars, site, site.settings(plan.keepsResults()))) {
        TestClient client = new TestClient(site.orchestratorUrl());
        Load load = new Load(client, plan.word(), options.invokesPerSecond());
        Random random = new Random(options.seed() + plan.ordinal());
        Experiment experiment = new Experiment(plan, house, load, random);
        List<Invocation> invocations = experiment.strike(options.killsOf(plan));
        Tally tally = Audit.of(client, load, outside, experiment.kills, invocations);
        experiment.faults.forEach(tally::fault);
        experiment.stop(tally);
        return tally;
      }
    }
  }

  private List<Invocation> strike(int times) throws InterruptedException {
    plan.tiers().forEach(house::prime);
    plan.tiers().forEach(house::start);
    plan.tiers().forEach(house::awaitReady);
    load.start();
    if (plan == Plan.EVERY_POINT) {
      for (Point point : Point.values()) {
        halt(point, 1);
        halt(point, 2 + random.nextInt(LATER_PASS_MAX));
      }
    } else {
      for (int kill = 0; kill < times; kill++) {
        kill(plan.victim());
      }
    }
    List<Invocation> invocations = load.stop();
    plan.tiers().forEach(house::awaitReady);
    return invocations;
  }

  /** Some time after it is up, or in the middle of its start. */
  private void kill(Tier victim) {
    if (random.nextInt(EARLY_KILL) > 0) {
      house.awaitReady(victim);
      pass((long) (UP_MILLIS_MAX * Math.pow(random.nextDouble(), UP_POWER)));
    } else {
      pass(random.nextInt(START_MILLIS));
    }
    house.kill(victim);
    kills.add(System.nanoTime());
    house.start(victim);
  }

  /** Starts the tier anew so that it ends at its {@code pass}-th coming by, and then as usual. */
  private void halt(Point point, int pass) {
    Tier victim = tierOf(point);
    house.awaitReady(victim);
    house.kill(victim);
    kills.add(System.nanoTime());
    house.startHalting(victim, point + ":" + pass);
    boolean isReached = house.ends(victim, POINT_WITHIN.toNanos());
    if (!isReached) {
      faults.add(point + " was not passed " + pass + " times");
      house.kill(victim);
    } else if (house.stop(victim) != HaltingPoints.EXIT) {
      faults.add(victim + " ended otherwise than at " + point + ": " + house.log(victim));
    }
    kills.add(System.nanoTime());
    house.start(victim);
  }

  private static Tier tierOf(Point point) {
    return switch (point) {
      case BEFORE_APPEND, IN_TRANSACTION, AFTER_COMMIT, BEFORE_EFFECT, AFTER_EFFECT ->
          Tier.ORCHESTRATOR;
      case BEFORE_CHECKPOINT,
          AFTER_CHECKPOINT,
          BEFORE_INTENT,
          AFTER_INTENT,
          BEFORE_OUTBOX_WRITE,
          AFTER_OUTBOX_WRITE,
          BEFORE_CALLBACK,
          AFTER_CALLBACK ->
          Tier.RUNTIME;
    };
  }

  /** Each tier ends at SIGTERM with 0, whatever it has been through. */
  private void stop(Tally tally) {
    for (Tier tier : plan.tiers().reversed()) {
      int exit = house.stop(tier);
      if (exit != 0) {
        tally.fault(tier + " ended with " + exit + ": " + house.log(tier));
      }
    }
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
