package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that happens for one seed. */
final class World {
  private static final long HEALS_MILLIS_MIN = 30_000;
  private static final long HEALS_MILLIS_MAX = 90_000;

  /** Within this time after the world has healed every run must be over. */
  private static final long ENDS_MILLIS = 900_000;

  /** Then nothing happens any more; runtimes say so once or twice. */
  private static final long SETTLES_MILLIS = 25_000;

  private static final long TICK_MILLIS = 500;
  private static final int ORCHESTRATORS = 2;

  private final Coverage coverage;
  private final @Nullable Consumer<String> trace;
  private final Chance chance;
  private final Schedule schedule = new Schedule();
  private final Network network;
  private final Faults faults;
  private final Auditor auditor = new Auditor(this);
  private final MemoryStore.Data data;
  private final List<OrchestratorHost> orchestrators = new ArrayList<>();
  private final List<RuntimeHost> runtimes = new ArrayList<>();
  private final List<Customer> customers = new ArrayList<>();
  private final Map<RunId, Workflows.Loaded> workflows = new LinkedHashMap<>();
  private final Map<String, Behaviour> behaviours = new HashMap<>();
  private final Receiver receiver;
  private final boolean balanced;
  private boolean excusesRepeats;
  private boolean excusesSlots;
  private boolean over;
  private @Nullable Violation violation;

  /**
   * @param trace told what happens, null for nobody
   */
  World(long seed, Coverage coverage, @Nullable Consumer<String> trace) {
    this.coverage = coverage;
    this.trace = trace;
    this.chance = new Chance(seed);
    this.network = new Network(this, chance.fork());
    this.faults = new Faults(this, chance.fork());
    this.data = new MemoryStore.Data(() -> Host.EPOCH_MILLIS + schedule.now());
    this.receiver = new Receiver(this, chance.fork());
    this.balanced = chance.perMille(500);
    for (int i = 1; i <= ORCHESTRATORS; i++) {
      orchestrators.add(new OrchestratorHost(this, "orchestrator-" + i, chance.fork()));
    }
    for (int i = 2 + chance.below(2); i > 0; i--) {
      int slots = 1 + chance.below(6);
      boolean tellsTurns = chance.perMille(850);
      runtimes.add(new RuntimeHost(this, "runtime-" + i, slots, tellsTurns, chance.fork()));
    }
    int runs = 3 + chance.below(3);
    for (int i = 1; i <= runs; i++) {
      RunId run = new RunId(i);
      Workflows.Loaded workflow = Workflows.any(chance);
      workflows.put(run, workflow);
      behaviours.put(workflow.digest(), workflow.steps());
      customers.add(new Customer(this, run, workflow, chance.fork()));
    }
  }

  /**
   * Lets everything happen: a time of faults, then a time to end.
   *
   * @throws Violation when something that must hold does not
   */
  void run() {
    long heals = chance.between(HEALS_MILLIS_MIN, HEALS_MILLIS_MAX);
    hosts().forEach(Host::start);
    faults.plan(heals);
    customers.forEach(customer -> customer.begin(heals / 2));
    schedule.after(heals, Life.ETERNAL, this::heal);
    while (!over && happens()) {
      auditor.look();
      if (violation != null) {
        throw violation;
      }
    }
    auditor.settle();
    if (violation != null) {
      throw violation;
    }
    coverage.world(
        schedule.happened(),
        auditor.runs().stream().mapToLong(shadow -> shadow.now().head()).sum());
  }

  private boolean happens() {
    try {
      return schedule.next();
    } catch (Host.Crashed crashed) {
      return true;
    } catch (RuntimeException fault) {
      broken(Invariant.NO_FAULT, fault + " at " + List.of(fault.getStackTrace()).subList(0, 3));
      return true;
    }
  }

  private void heal() {
    say("world", "heals");
    faults.heal();
    watch(schedule.now() + ENDS_MILLIS);
  }

  /** Looks now and then whether everything is over. */
  private void watch(long end) {
    if (isQuiet()) {
      schedule.after(SETTLES_MILLIS, Life.ETERNAL, () -> over = true);
    } else if (schedule.now() >= end) {
      broken(Invariant.ENDS, "not over: " + account());
    } else {
      schedule.after(TICK_MILLIS, Life.ETERNAL, () -> watch(end));
    }
  }

  private boolean isQuiet() {
    return hosts().stream().allMatch(Host::isUp)
        && customers.stream().allMatch(Customer::isDone)
        && runtimes.stream().allMatch(RuntimeHost::isIdle)
        && auditor.unsettled().isEmpty();
  }

  private String account() {
    StringBuilder text = new StringBuilder();
    for (RunState run : auditor.unsettled()) {
      text.append(run.run()).append(' ').append(run.state().inner());
      run.activeSteps()
          .forEach(step -> text.append(", ").append(step.path()).append(' ').append(step.leg()));
      text.append(", ready ").append(run.ready()).append("; ");
    }
    runtimes.stream()
        .filter(runtime -> !runtime.isIdle())
        .forEach(runtime -> text.append(runtime.name).append(" is not idle; "));
    hosts().stream()
        .filter(host -> !host.isUp())
        .forEach(host -> text.append(host.name).append(" is down; "));
    text.append(customers.stream().filter(one -> !one.isDone()).count()).append(" customers wait");
    return text.toString();
  }

  Schedule schedule() {
    return schedule;
  }

  Chance chance() {
    return chance;
  }

  Network network() {
    return network;
  }

  Faults faults() {
    return faults;
  }

  Auditor auditor() {
    return auditor;
  }

  MemoryStore.Data data() {
    return data;
  }

  /** Unsettled runs whose owner has no lease now. */
  List<RunId> orphans() {
    return new MemoryStore(Runnable::run, data).instances().orphans().result();
  }

  List<OrchestratorHost> orchestrators() {
    return orchestrators;
  }

  List<RuntimeHost> runtimes() {
    return runtimes;
  }

  Receiver receiver() {
    return receiver;
  }

  List<Host> hosts() {
    return Stream.of(orchestrators, runtimes, List.of(receiver))
        .<Host>flatMap(Collection::stream)
        .toList();
  }

  Collection<RunId> runs() {
    return workflows.keySet();
  }

  /** Somebody is asked about the tool call of a leg that is held. */
  void ask(LegId leg) {
    customers.get((int) leg.run().number() - 1).decide(leg);
  }

  /** Somebody is asked for a higher budget, for which a leg waits. */
  void askForBudget(LegId leg, long limit) {
    customers.get((int) leg.run().number() - 1).decide(leg, limit);
  }

  Workflows.Loaded workflow(RunId run) {
    return workflows.get(run);
  }

  Future<Behaviour> behaviour(String digest) {
    return Future.succeededFuture(behaviours.get(digest));
  }

  RuntimeHost runtimeAt(String url) {
    return runtimes.stream().filter(one -> one.url().equals(url)).findFirst().orElseThrow();
  }

  /** Whom a runtime beats to: behind a balancer it is anyone. */
  OrchestratorHost heardBy(RuntimeHost runtime) {
    return balanced
        ? chance.of(orchestrators)
        : orchestrators.get(runtimes.indexOf(runtime) % orchestrators.size());
  }

  /** Who takes what is posted there: behind a balancer it is anyone. */
  OrchestratorHost orchestratorAt(String url) {
    return balanced
        ? chance.of(orchestrators)
        : orchestrators.stream()
            .filter(one -> url.startsWith("http://" + one.name + "/"))
            .findFirst()
            .orElseThrow();
  }

  /** Whether something has happened after which a webhook may be called again. */
  boolean excusesRepeats() {
    return excusesRepeats;
  }

  /** Whether a clock has gone back, by which a slot counts as taken for as long. */
  boolean excusesSlots() {
    return excusesSlots;
  }

  void met(Fault fault) {
    excusesSlots |= fault == Fault.ORCHESTRATOR_CLOCK_JUMPS;
    coverage.met("fault", Coverage.name(fault));
    excusesRepeats |=
        fault == Fault.MESSAGE_DUPLICATED
            || fault == Fault.ORCHESTRATOR_PAUSED
            || fault.name().contains("CRASH");
  }

  void met(Race race) {
    coverage.met("race", Coverage.name(race));
  }

  void metWhen(boolean happened, Race race) {
    if (happened) {
      met(race);
    }
  }

  void met(String kind, String name) {
    coverage.met(kind, name);
  }

  /** Something that must hold does not; the first account counts. */
  void broken(Invariant invariant, String account) {
    if (violation == null) {
      say("world", invariant + " broken: " + account);
      violation = new Violation(invariant, account);
    }
  }

  void say(String who, String what) {
    if (trace != null) {
      trace.accept("%8d %s: %s".formatted(schedule.now(), who, what));
    }
  }
}
