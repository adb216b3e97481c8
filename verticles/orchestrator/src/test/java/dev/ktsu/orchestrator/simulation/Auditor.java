package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.orchestrator.approval.ApprovalId;
import dev.ktsu.orchestrator.kernel.BudgetQuestion;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Knows every journal as the store has it, and compares with it what orchestrators hold, answer and
 * do, after each event of the world.
 */
final class Auditor {
  private final World world;
  private final JournalRules rules;
  private final Ledger ledger;
  private final Map<RunId, Shadow> shadows = new TreeMap<>();

  /** The state of each run that was last seen at each orchestrator. */
  private final Map<String, Map<RunId, RunState>> looked = new HashMap<>();

  /** Turns that had been acknowledged when a token was handed out. */
  private final Map<String, Integer> turns = new HashMap<>();

  /** Which boot has handed a leg over. */
  private final Map<LegId, String> handedOverBy = new HashMap<>();

  /** Questions that somebody was told of. */
  private final Set<String> told = new HashSet<>();

  /** The boot that each owner is. */
  private final Map<String, Life> owners = new HashMap<>();

  Auditor(World world) {
    this.world = world;
    this.rules = new JournalRules(world);
    this.ledger = new Ledger(world);
  }

  Collection<Shadow> runs() {
    return shadows.values();
  }

  /** An append is in the store. */
  void committed(RunStore.Append append) {
    Shadow shadow = shadows.computeIfAbsent(append.run(), Shadow::new);
    for (RunStore.Entry entry : append.entries()) {
      Recorded recorded =
          EventCodec.decode(entry.seq(), entry.at(), entry.type(), entry.version(), entry.meta());
      world.say("store", append.run() + " " + recorded.seq() + " " + told(entry));
      RunState before = shadow.now();
      if (recorded.seq() != before.head() + 1) {
        world.broken(
            Invariant.GAPLESS,
            append.run() + ": event " + recorded.seq() + " after " + before.head());
        return;
      }
      shadow.add(recorded);
      judged(recorded, entry.payload());
      JournalRules.command(before, recorded, last(shadow))
          .ifPresent(command -> world.met("command", command));
      rules.check(before, recorded, shadow.now());
      ledger.committed(before, recorded, shadow.now());
      handedOut(recorded.event(), shadow.now());
      if (recorded.event() instanceof Event.ApprovalAsked asked && !asked.announce()) {
        world.ask(new LegId(append.run(), asked.step(), asked.leg() + 1));
      }
      if (recorded.event() instanceof Event.BudgetAsked asked && !asked.announce()) {
        askForBudget(new LegId(append.run(), asked.step(), asked.leg()));
      }
    }
    rules.standing(shadow.now());
    written(append, shadow.now());
    RunStore.RunRow row = append.row();
    if (row.head() != shadow.now().head() || row.state() != shadow.now().state()) {
      world.broken(Invariant.MEMORY, "the row of " + append.run() + " is not that of its journal");
    }
  }

  /** A run that its writer owns has an owner with a lease. */
  private void written(RunStore.Append append, RunState run) {
    boolean own = append.by() != null && run.isOf(append.by().toString());
    if (own && !run.isSettled() && world.orphans().contains(run.run())) {
      world.broken(Invariant.OWNER, append.by() + " writes without a lease");
    }
  }

  private static String told(RunStore.Entry entry) {
    return entry.type() + " " + new String(entry.meta(), StandardCharsets.UTF_8);
  }

  private static Optional<Event> last(Shadow shadow) {
    int size = shadow.journal().size();
    return size < 2 ? Optional.empty() : Optional.of(shadow.journal().get(size - 2).event());
  }

  /** What steps may read has passed. */
  private void judged(Recorded recorded, byte[] payload) {
    boolean readable =
        recorded.event() instanceof Event.StepComputed
            || (recorded.event() instanceof Event.LegEnded ended && ended.state() == State.SUCCESS);
    if (readable && payload != null) {
      unread(new String(payload, StandardCharsets.UTF_8), recorded.event().toString());
    }
  }

  private void unread(String text, String where) {
    if (text.contains(LegWork.UNJUDGED)) {
      world.broken(Invariant.JUDGED, "an output that did not pass stands in " + where);
    }
  }

  private void handedOut(Event event, RunState state) {
    Optional<Step> step =
        switch (event) {
          case Event.LegStarted e -> state.step(e.step());
          case Event.LegResumed e -> state.step(e.step());
          default -> Optional.empty();
        };
    step.map(Step::leg).ifPresent(leg -> turns.put(leg.token(), leg.talk().turn()));
  }

  /** Compares what every orchestrator holds in memory. */
  void look() {
    for (OrchestratorHost host : world.orchestrators()) {
      Map<RunId, RunState> seen = looked.computeIfAbsent(host.name, name -> new HashMap<>());
      for (RunId run : world.runs()) {
        RunState state = host.known(run).orElse(null);
        if (state != null && seen.put(run, state) != state) {
          seen(host, state);
        }
      }
    }
  }

  /** An orchestrator holds or tells this state. */
  void seen(OrchestratorHost host, RunState state) {
    Shadow shadow = shadows.get(state.run());
    long head = shadow == null ? 0 : shadow.now().head();
    if (state.head() > head) {
      world.broken(
          Invariant.MEMORY, host.name + " is at " + state.head() + ", the store at " + head);
    } else if (shadow != null && !shadow.at(state.head()).equals(state)) {
      world.broken(Invariant.MEMORY, host.name + " holds another " + state.run() + ": " + state);
    }
  }

  void hasRun(RunId run) {
    acknowledged(shadows.containsKey(run), "the start of " + run);
  }

  void isCancelled(RunId run) {
    acknowledged(has(run, event -> event instanceof Event.RunCancelling), "the cancel of " + run);
  }

  void isDecided(LegId leg) {
    acknowledged(
        has(
            leg.run(),
            event ->
                event instanceof Event.ApprovalDecided decided
                    && decided.step().equals(leg.step())
                    && decided.leg() == leg.leg()),
        "the decision on " + leg);
  }

  void isAnswered(LegId leg) {
    acknowledged(
        has(
            leg.run(),
            event ->
                event instanceof Event.BudgetDecided decided
                    && decided.step().equals(leg.step())
                    && decided.leg() == leg.leg()),
        "the decision on the budget that " + leg + " waits for");
  }

  void isReopened(RunId run) {
    acknowledged(has(run, event -> event instanceof Event.EpochOpened), "the retry of " + run);
  }

  void hasTurn(LegId leg, int turn) {
    acknowledged(
        has(
            leg.run(),
            event ->
                event instanceof Event.TurnKept kept
                    && kept.step().equals(leg.step())
                    && kept.leg() == leg.leg()
                    && kept.turn() >= turn),
        "turn " + turn + " of " + leg);
  }

  void hasIntent(LegId leg, Talk.Intended call) {
    acknowledged(
        has(
            leg.run(),
            event ->
                event instanceof Event.CallIntended intended
                    && intended.step().equals(leg.step())
                    && intended.turn() == call.turn()),
        "intent " + call + " of " + leg);
  }

  /**
   * A result was acknowledged: the leg is over, whoever has ended it.
   *
   * @param token of one that asks for approval, empty for others: where another runtime has the leg
   *     now, nobody waits for the question
   */
  void hasEnded(LegId id, String token, OrchestratorHost host) {
    Optional<Leg> leg = leg(id);
    boolean elsewhere =
        !token.isEmpty() && leg.filter(one -> one.former().contains(token)).isPresent();
    acknowledged(elsewhere || leg.filter(one -> !one.isOpen()).isPresent(), "the result of " + id);
    if (leg.isEmpty() || elsewhere) {
      return;
    }
    world.metWhen(!ledger.acknowledged(id), Race.DUPLICATE_COMPLETION);
    Leg.Ending ending = leg.get().ending();
    world.metWhen(ending != null && ending.code() == Code.TIMEOUT, Race.EXPIRY_AND_COMPLETION);
    world.metWhen(
        ledger.epochOf(id) < shadows.get(id.run()).now().epoch(), Race.RETRY_AND_LATE_CALLBACK);
    world.metWhen(!leg.get().former().isEmpty(), Race.COMPLETION_OF_A_FORMER_EXECUTOR);
    world.metWhen(
        !boot(host).equals(handedOverBy.getOrDefault(id, boot(host))),
        Race.COMPLETION_AT_ANOTHER_BOOT);
  }

  private static String boot(Host host) {
    return host.name + " " + host.boots();
  }

  private boolean has(RunId run, java.util.function.Predicate<Event> wanted) {
    Shadow shadow = shadows.get(run);
    return shadow != null
        && shadow.journal().stream().anyMatch(recorded -> wanted.test(recorded.event()));
  }

  private void acknowledged(boolean there, String what) {
    if (!there) {
      world.broken(Invariant.ACKNOWLEDGED, what + " was acknowledged and is not in the journal");
    }
  }

  /** An orchestrator begins an effect. */
  void begins(OrchestratorHost host, RunState state, Effect effect) {
    Life since = owners.computeIfAbsent(state.owner(), first -> host.life());
    if (!Instance.parse(state.owner()).id().equals(host.name) || since != host.life()) {
      world.broken(Invariant.OWNER, host.name + " begins what " + state.owner() + " has to");
    }
    if (effect instanceof Effect.Deliver deliver) {
      handedOverBy.put(new LegId(state.run(), deliver.step(), deliver.leg()), boot(host));
    }
  }

  /**
   * A runtime begins to work on a leg. Where the leg is over or with another, a process that had
   * stood still has handed it over: nobody will listen.
   */
  void takes(LegId leg, InvokeRequest request) {
    unread(request.userMessage(), "the prompt of " + leg);
    String url = request.callbackUrl();
    String token = url.substring(url.indexOf("token=") + 6);
    Resume start = request.start();
    boolean listens =
        leg(leg).filter(open -> open.isOpen() && open.token().equals(token)).isPresent();
    if (listens && start.turn() < turns.getOrDefault(token, 0)) {
      world.broken(
          Invariant.PAID_ONCE, leg + " goes on from turn " + start.turn() + ", kept were more");
    }
    if (start.turn() > 0
        && start.intents().stream().anyMatch(known -> known.turn() <= start.turn())) {
      world.broken(Invariant.TOOL_ONCE, leg + " doubts calls of turns that are kept");
    }
    List<String> said = start.messages().stream().map(Message::content).toList();
    if (!said.equals(LegWork.said(start.turn()))) {
      world.broken(Invariant.PAID_ONCE, leg + " goes on from " + start + ": " + said);
    }
  }

  private Optional<Leg> leg(LegId id) {
    return Optional.ofNullable(shadows.get(id.run()))
        .flatMap(shadow -> shadow.now().step(id.step()))
        .flatMap(
            step ->
                Stream.concat(step.past().stream(), Optional.ofNullable(step.leg()).stream())
                    .filter(one -> one.number() == id.leg())
                    .findFirst());
  }

  /** A runtime sends a result. */
  void reports(LegId leg, Metrics metrics) {
    ledger.reports(leg, metrics);
  }

  void paid(LegId leg, int turn) {
    world.say("model", "turn " + turn + " of " + leg);
  }

  void calledTool(RuntimeHost runtime, LegId leg, int turn) {
    if (runtime.tellsTurns()) {
      ledger.calledTool(leg, turn);
    }
  }

  void received(String key, String body, int status) {
    unread(body, "the webhook " + key);
    ledger.received(key, status);
    String approval = Json.parse(body).path("approval_id").asText();
    if (!approval.isEmpty() && told.add(approval)) {
      tell(ApprovalId.parse(approval));
    }
  }

  /** Who is told by a webhook knows of the question by nothing else. */
  private void tell(ApprovalId asked) {
    LegId leg = new LegId(asked.run(), asked.step(), asked.leg());
    if (asked.call() == ApprovalId.BUDGET) {
      askForBudget(leg);
    } else {
      world.ask(leg);
    }
  }

  private void askForBudget(LegId leg) {
    BudgetQuestion asked =
        shadows.get(leg.run()).now().funds().question(leg.step(), leg.leg()).orElseThrow();
    world.askForBudget(leg, asked.limit());
  }

  /** Everything is over: the journals fold to what was seen, and agree with the world. */
  void settle() {
    for (Shadow shadow : shadows.values()) {
      RunState run = shadow.now();
      RunState folded = Evolve.all(RunState.unborn(run.run()), shadow.journal());
      if (!folded.equals(run)) {
        world.broken(Invariant.MEMORY, "the journal of " + run.run() + " folds to another state");
      }
      ledger.settle(run, shadow.journal());
    }
    for (OrchestratorHost host : world.orchestrators()) {
      if (!host.legs().isEmpty() && !world.excusesSlots()) {
        world.broken(Invariant.SLOTS, host.name + " still counts " + host.legs());
      }
    }
  }

  /** Runs that are not over, for the account of a world that does not end. */
  List<RunState> unsettled() {
    return shadows.values().stream().map(Shadow::now).filter(run -> !run.isSettled()).toList();
  }
}
