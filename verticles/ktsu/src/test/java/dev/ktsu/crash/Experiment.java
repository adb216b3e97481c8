package dev.ktsu.crash;

import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    if (plan.store() == Plan.Store.SQLITE) {
      return run(plan, options, jars, folder, Optional.empty());
    }
    FreshDatabase database = new FreshDatabase();
    database.create();
    try {
      return run(plan, options, jars, folder, Optional.of(database));
    } finally {
      database.drop();
    }
  }

  private static Tally run(
      Plan plan, Options options, House.Jars jars, Path folder, Optional<FreshDatabase> database)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Outside outside = new Outside()) {
      Site site = new Site(plan, folder, outside, database);
      try (House house = new House(jars, site)) {
        TestClient client = new TestClient(site.orchestratorUrl());
        Load load = new Load(client, plan.word(), options.invokesPerSecond());
        Random random = new Random(options.seed() + plan.ordinal());
        Experiment experiment = new Experiment(plan, house, load, random);
        List<Invocation> invocations = experiment.strike(options, database);
        Tally tally = Audit.of(client, load, outside, experiment.kills, invocations);
        experiment.faults.forEach(tally::fault);
        experiment.stop(tally);
        return tally;
      }
    }
  }

  private List<Invocation> strike(Options options, Optional<FreshDatabase> database)
      throws InterruptedException {
    plan.tiers().forEach(house::prime);
    plan.tiers().forEach(house::start);
    plan.tiers().forEach(house::awaitReady);
    load.start();
    if (plan == Plan.EVERY_POINT) {
      plan.tiers().forEach(this::haltEverywhere);
    }
    long end = System.nanoTime() + options.killsWithin().toNanos();
    for (int kill = 0; kill < options.killsOf(plan) && System.nanoTime() < end; kill++) {
      kill(plan.victims().get(random.nextInt(plan.victims().size())));
    }
    if (plan.isShared()) {
      plan.victims().forEach(this::freeze);
      database.ifPresent(this::restart);
    }
    List<Invocation> invocations = load.stop();
    plan.tiers().forEach(house::awaitReady);
    return invocations;
  }

  /** Longer than its lease: others go on with its runs, and it wakes up in the middle of that. */
  private void freeze(Tier victim) {
    house.awaitReady(victim);
    house.pause(victim);
    kills.add(System.nanoTime());
    pass(2 * Site.LEASE_MILLIS);
    house.resume(victim);
    kills.add(System.nanoTime());
    pass(Site.LEASE_MILLIS);
  }

  private void restart(FreshDatabase database) {
    kills.add(System.nanoTime());
    database.restartServer();
    kills.add(System.nanoTime());
    pass(UP_MILLIS_MAX);
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

  /** At the first and at a later pass of each of its points. */
  private void haltEverywhere(Tier tier) {
    List<Point> points =
        Arrays.stream(Point.values()).filter(point -> tierOf(point) == tier).toList();
    if (points.isEmpty()) {
      return;
    }
    house.kill(tier);
    kills.add(System.nanoTime());
    for (Point point : points) {
      halt(tier, point, 1);
      halt(tier, point, 2 + random.nextInt(LATER_PASS_MAX));
    }
    house.start(tier);
    house.awaitReady(tier);
  }

  /** Starts the tier so that it ends when it comes by for the {@code pass}-th time. */
  private void halt(Tier tier, Point point, int pass) {
    house.startHalting(tier, point + ":" + pass);
    if (!house.ends(tier, POINT_WITHIN.toNanos())) {
      faults.add(point + " was not passed " + pass + " times");
      house.kill(tier);
    } else if (house.stop(tier) != HaltingPoints.EXIT) {
      faults.add(tier + " ended otherwise than at " + point + ": " + house.log(tier));
    }
    kills.add(System.nanoTime());
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
