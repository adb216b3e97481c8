package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Definition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run on the bench: commands go in, events come out as lines. After each decision the journal is
 * encoded, decoded and folded anew, and must give the same state.
 */
final class Bench {
  private static final String AGENT =
      """
      name: agent
      model: standard
      prompt: {system: "Answer."}
      output: {schema: {type: object}}
      """;
  private static final String TOOL_AGENT =
      AGENT + "servers: [{name: s, path: s.server.yaml, access: {allowlist: ['*']}}]\n";

  final RunId run = new RunId(1);
  final PinnedSteps steps;
  final List<Emitted> journal = new ArrayList<>();
  final Map<Long, ObjectNode> payloads = new HashMap<>();
  RunState state = RunState.unborn(run);
  long now = 1_000;
  List<String> runtimes = new ArrayList<>(List.of("rt-1"));
  Occasion.Limits limits = new Occasion.Limits(256, 3_600_000, 30_000, 10_000, 5);
  Decision last;
  private long decisions;

  /**
   * @param pipeline YAML of the steps; agents {@code a.agent.yaml} (no tools), {@code t.agent.yaml}
   *     (tools) and {@code c.agent.yaml} (tools, two cents a step) are there
   */
  Bench(String pipeline) {
    this("", pipeline);
  }

  /**
   * @param header further lines of the workflow file
   */
  Bench(String header, String pipeline) {
    this(header, pipeline, Map.of());
  }

  /**
   * @param more files by path
   */
  Bench(String header, String pipeline, Map<String, String> more) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "workflows/w.workflow.yaml",
        bytes(
            "kind: workflow\nname: w\nparams: {schema: {type: object}}\n"
                + header
                + "pipeline:\n"
                + pipeline));
    files.put("a.agent.yaml", bytes(AGENT));
    files.put("t.agent.yaml", bytes(TOOL_AGENT));
    files.put("c.agent.yaml", bytes(TOOL_AGENT + "cost_budget_usd: 0.02\n"));
    files.put("s.server.yaml", bytes("name: s\nurl: http://127.0.0.1:1\n"));
    more.forEach((path, text) -> files.put(path, bytes(text)));
    steps = new PinnedSteps(Definition.restore("w", files));
  }

  /** The lines of what a command leads to. */
  List<String> does(Command command) {
    Map<Long, ObjectNode> loaded = new HashMap<>();
    Needs.of(state, command, steps).forEach(seq -> loaded.put(seq, payloads.get(seq)));
    RunState before = state;
    last = Decide.decide(state, command, steps, () -> loaded, occasion());
    for (Emitted emitted : last.emitted()) {
      journal.add(emitted);
      if (emitted.payload() != null) {
        payloads.put(emitted.recorded().seq(), emitted.payload());
      }
    }
    state = refolded();
    if (!state.equals(last.next())) {
      throw new AssertionError("folded anew: " + state + "\ndecided: " + last.next());
    }
    effects =
        Outstanding.since(
            before, state, last.emitted().stream().map(Decision.Emitted::recorded).toList());
    return last.emitted().stream().map(emitted -> line(emitted.recorded().event())).toList();
  }

  /** The instance that decides. */
  String me = "me";

  Outstanding.Change effects = new Outstanding.Change(List.of(), List.of());

  List<String> create(String params) {
    return create(params, 0);
  }

  List<String> create(String params, long startAt) {
    ObjectNode inputs = Json.object();
    inputs.set("params", Json.parse(params));
    inputs.set("env", Json.object());
    return does(new Command.Create("w", "digest", false, "trace", startAt, inputs));
  }

  List<String> completes(String step, String output) {
    return completes(step, AirLock.judge(new Raw.Output(Json.parse(output), usage(1)), Rules.NONE));
  }

  List<String> fails(String step) {
    return completes(
        step,
        AirLock.judge(new Raw.Failure(Code.AGENT_FAILED, "broke", null, usage(1)), Rules.NONE));
  }

  /** The gateway refuses a call: it passes the budget. */
  List<String> exceeds(String step, Metrics used) {
    return completes(
        step,
        AirLock.judge(new Raw.Failure(Code.BUDGET_EXCEEDED, "too dear", null, used), Rules.NONE));
  }

  /** Time passes, and someone looks what is due. */
  List<String> after(long millis) {
    now += millis;
    return proceed();
  }

  List<String> completes(String step, Judged judged) {
    StepPath path = new StepPath(step);
    Leg leg = state.step(path).orElseThrow().leg();
    return does(new Command.Complete(path, leg.number(), Optional.of(leg.token()), judged));
  }

  /** What a step has yielded. */
  String output(String step) {
    return state.step(new StepPath(step)).orElseThrow().output(payloads::get).toString();
  }

  /** What was kept with the end of a step. */
  ObjectNode payload(String step) {
    return payloads.get(step(step).payload());
  }

  Step step(String path) {
    return state.step(new StepPath(path)).orElseThrow();
  }

  State stateOf(String step) {
    return step(step).state();
  }

  /** The executor says that it has stopped. */
  List<String> stops(String step) {
    return does(new Command.Stopped(new StepPath(step), step(step).leg().number(), (Metrics) null));
  }

  List<String> proceed() {
    return does(new Command.Proceed());
  }

  static Metrics usage(long tokens) {
    return new Metrics("p/m", 5, tokens, tokens, new Usd(tokens), 1, 0, false, 0);
  }

  private RunState refolded() {
    List<Event.Recorded> read = new ArrayList<>();
    for (Emitted emitted : journal) {
      Event.Recorded recorded = emitted.recorded();
      read.add(
          EventCodec.decode(
              recorded.seq(),
              recorded.at(),
              EventCodec.type(recorded.event()),
              EventCodec.VERSION,
              EventCodec.encode(recorded.event())));
    }
    return Evolve.all(RunState.unborn(run), read);
  }

  private Occasion occasion() {
    Occasion.Placement placement =
        (taken, wanted) ->
            runtimes.stream()
                .filter(name -> !name.equals(wanted.except()) && !taken.containsKey(name))
                .filter(name -> !wanted.resuming() || !name.startsWith("go-"))
                .findFirst();
    return new Occasion(now, new Occasion.Seed(1, decisions++), me, placement, limits);
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.RunCreated e -> "created";
      case Event.ApprovalAsked e ->
          "asked "
              + e.step()
              + "#"
              + e.leg()
              + " "
              + String.join(" ", e.calls().stream().map(Approval.Call::tool).toList());
      case Event.Announced e -> "announced " + e.step() + "#" + e.leg();
      case Event.ApprovalDecided e ->
          e.status().word() + " " + e.step() + "#" + e.leg() + " call " + e.call();
      case Event.TakenOver e -> "taken by " + e.owner();
      case Event.RunStarted e -> "begun";
      case Event.TurnKept e -> "kept " + e.step() + "#" + e.leg() + " turn " + e.turn();
      case Event.CallIntended e -> "intended " + e.step() + "#" + e.leg() + " " + e.tool();
      case Event.LegWaiting e -> "waiting " + e.step() + "#" + e.leg();
      case Event.RunForced e -> "forced";
      case Event.EpochOpened e -> "epoch " + e.epoch();
      case Event.NodesAdded e ->
          "nodes " + String.join(" ", e.nodes().stream().map(node -> node.path().text()).toList());
      case Event.Budgeted e -> "budget " + e.nanos();
      case Event.Granted e -> "granted " + e.step() + "#" + e.leg() + " " + e.nanos();
      case Event.LegHeld e -> "held " + e.step() + "#" + e.leg();
      case Event.BudgetAsked e -> "asked for budget " + e.step() + "#" + e.leg();
      case Event.BudgetDecided e -> "budget " + e.status().word() + " " + e.nanos();
      case Event.FannedOut e -> "list " + e.step() + "#" + e.leg() + " of " + e.items();
      case Event.Entered e -> "entered " + e.step() + "#" + e.leg();
      case Event.Reentered e -> "entered again " + e.step() + "#" + e.leg();
      case Event.RestSkipped e -> "rest of " + e.step() + " skipped " + e.reason();
      case Event.StepComputed e -> "computed " + e.step();
      case Event.StepSkipped e -> "skipped " + e.step() + " " + e.reason();
      case Event.LegQueued e -> "queued " + e.step() + "#" + e.leg();
      case Event.LegStarted e -> "started " + e.step() + "#" + e.leg() + " on " + e.executor();
      case Event.LegAccepted e -> "accepted " + e.step() + "#" + e.leg();
      case Event.LegRecovering e ->
          "recovering " + e.step() + "#" + e.leg() + (e.movable() ? "" : " fixed");
      case Event.LegResumed e -> "resumed " + e.step() + "#" + e.leg() + " on " + e.executor();
      case Event.LegCancelling e -> "cancelling " + e.step() + "#" + e.leg();
      case Event.LegEnded e ->
          "ended "
              + e.step()
              + "#"
              + e.leg()
              + " "
              + e.state().inner()
              + (e.code() == null ? "" : " " + e.code())
              + (e.againAt() == 0 ? "" : ", again at " + e.againAt());
      case Event.UsageWasted e -> "wasted " + e.step() + "#" + e.leg();
      case Event.RunCancelling e -> "cancelling run";
      case Event.RunEnded e ->
          "run " + e.state().inner() + (e.code() == null ? "" : " " + e.code());
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
