package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs that together have every type of event in their journals. */
enum GoldenRuns {
  /** Pure steps, a skip, an agent that succeeds. */
  SUCCEEDED(
      """
        - {id: first, transform: {ops: []}}
        - {id: never, depends_on: [first], condition: params.no, transform: {ops: []}}
        - {id: a, depends_on: [first], agent: a.agent.yaml}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{\"x\":1}");
      bench.does(new Command.Accept(A, 1, "rt-1"));
      bench.completes("a", "{\"y\":2}");
    }
  },

  /** Begins later, fails, is tried once more and waits for a time in the second try. */
  TRIED_AGAIN(
      """
        - {id: a, agent: a.agent.yaml, retry: {max: 1, backoff: {initial: 5s}}}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{}", bench.now + 1_000);
      bench.after(1_000);
      bench.fails("a");
      bench.after(60_000);
      bench.fails("a");
      bench.does(new Command.Retry("once more", "ada"));
      bench.proceed();
      bench.fails("a");
    }
  },

  /** A step that pauses. */
  WAITING(
      """
        - {id: nap, sleep: {for: 1h}}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{}");
    }
  },

  /** Tells turns, intends a call, loses its runtime, and goes on with another. */
  RESUMED(
      """
        - {id: a, agent: t.agent.yaml}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{}");
      String token = token(bench);
      ObjectNode body = Json.object();
      body.putArray("messages").add("turn 1");
      bench.does(new Command.Checkpoint(A, 1, token, 1, 0, body, Bench.usage(10)));
      bench.does(new Command.Intend(A, 1, token, new Talk.Intended(2, 0, "pay", "abc")));
      bench.runtimes = new ArrayList<>();
      bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", true));
      bench.runtimes.add("rt-2");
      bench.me = "other";
      bench.does(new Command.TakeOver("me"));
      bench.proceed();
    }
  },

  /** Asks about two tool calls, and waits for the second decision. */
  HELD(
      """
        - {id: a, agent: t.agent.yaml}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{}");
      List<Approval.Call> calls =
          List.of(
              new Approval.Call(1, "pay", "id1", "abc", 60_000, true, false, false),
              new Approval.Call(2, "pay", "id2", "def", 0, false, true, false));
      bench.does(new Command.Ask(A, 1, token(bench), calls, Json.object(), Bench.usage(3)));
      bench.does(new Command.Settle(A, 2, 1, Command.Ruling.of(true, "ada", "it is due")));
    }
  },

  /** Is told in the place of a tool what became of a call. */
  ANSWERED(
      """
        - {id: a, agent: t.agent.yaml}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{}");
      List<Approval.Call> calls =
          List.of(new Approval.Call(1, "pay", "id1", "abc", 60_000, true, false, true));
      bench.does(new Command.Ask(A, 1, token(bench), calls, Json.object(), Bench.usage(3)));
      Command.Ruling paid = Command.Ruling.answered(TextNode.valueOf("paid"), "ada", "I looked");
      bench.does(new Command.Settle(A, 2, 1, paid));
    }
  },

  /** Waits for room, is cancelled twice, and reports usage when it is too late. */
  FORCED(
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, depends_on: [a], transform: {ops: []}}
      """) {
    @Override
    void play(Bench bench) {
      bench.runtimes.clear();
      bench.create("{}");
      bench.runtimes.add("rt-1");
      bench.proceed();
      String token = token(bench);
      bench.does(new Command.Cancel("enough", "ada"));
      bench.does(new Command.Cancel("now", "ada"));
      bench.does(
          new Command.Complete(
              A,
              1,
              Optional.of(token),
              AirLock.judge(new Raw.Output(Json.object(), Bench.usage(7)), Rules.NONE)));
    }
  },

  /** Spends its budget: one leg holds it, another waits. */
  BUDGETED(
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml}
      """) {
    @Override
    String header() {
      return "model_policy: {cost_budget_usd: 0.01}\n";
    }

    @Override
    void play(Bench bench) {
      bench.create("{}");
    }
  },

  /** Asks twice for a higher budget: it is raised, and then it is not. */
  BUDGET_ASKED(
      """
        - {id: a, agent: t.agent.yaml}
        - {id: b, depends_on: [a], agent: a.agent.yaml}
      """) {
    @Override
    String header() {
      return "model_policy: {cost_budget_usd: 0.01, on_exhausted: ask}\n";
    }

    @Override
    void play(Bench bench) {
      bench.create("{}");
      ObjectNode body = Json.object();
      body.putArray("messages").add("turn 1");
      bench.does(new Command.Checkpoint(A, 1, token(bench), 1, 0, body, Bench.usage(10)));
      bench.exceeds("a", Bench.usage(10));
      Usd twoCents = Usd.of(new BigDecimal("0.02"));
      bench.does(new Command.Settle(A, 2, 0, Command.Ruling.raising(twoCents, "ada", "it pays")));
      bench.completes("a", "{}");
      bench.exceeds("b", Bench.usage(3));
      bench.does(
          new Command.Settle(new StepPath("b"), 0, 0, Command.Ruling.of(false, "ada", "enough")));
    }
  },

  /** Tells people of a call and of the budget; of the second call it has not told yet. */
  ANNOUNCED(
      """
        - {id: a, agent: t.agent.yaml}
        - {id: b, agent: t.agent.yaml}
        - {id: tell, on: approval, depends_on: [a, b], webhook: {url: http://tell}}
      """) {
    @Override
    String header() {
      return "model_policy: {cost_budget_usd: 0.02, on_exhausted: ask}\n";
    }

    @Override
    void play(Bench bench) {
      bench.runtimes.add("rt-2");
      bench.create("{}");
      List<Approval.Call> calls =
          List.of(new Approval.Call(1, "pay", "id1", "abc", 0, false, false, false));
      bench.does(new Command.Ask(A, 1, token(bench), calls, Json.object(), Bench.usage(3)));
      bench.does(new Command.Announced(A, 2));
      StepPath b = new StepPath("b");
      bench.exceeds("b", Bench.usage(5));
      bench.does(new Command.Announced(b, 2));
      bench.does(new Command.Settle(A, 2, 1, Command.Ruling.of(true, "ada", "it is due")));
      String next = bench.state.step(A).orElseThrow().leg().token();
      bench.does(new Command.Ask(A, 2, next, calls, Json.object(), Bench.usage(3)));
    }
  },

  /** A list of sub-workflows of which one fails, is tried once more, and goes on inside. */
  LISTED(
      """
        - id: each
          workflow: ./inner.workflow.yaml
          params: {n: "{{ item }}"}
          for_each: {from: params.items, concurrency: 2}
        - {id: b, depends_on: [each], transform: {ops: []}}
      """) {
    @Override
    void play(Bench bench) {
      bench.create("{\"items\":[1,2,3,4]}");
      bench.completes("each[0]/a", "{\"y\":1}");
      bench.fails("each[1]/a");
      bench.stops("each[2]/a");
      bench.does(new Command.Retry("once more", "ada"));
      bench.proceed();
      bench.completes("each[1]/a", "{\"y\":2}");
    }
  };

  private static final String INNER =
      """
      visibility: sub-workflow
      timeout_s: 60
      params: {schema: {type: object}}
      pipeline:
        - {id: a, agent: a.agent.yaml}
      """;

  private static final StepPath A = new StepPath("a");

  private final String pipeline;

  GoldenRuns(String pipeline) {
    this.pipeline = pipeline;
  }

  abstract void play(Bench bench);

  /** Further lines of the workflow. */
  String header() {
    return "";
  }

  Bench played() {
    Bench bench = new Bench(header(), pipeline, Map.of("workflows/inner.workflow.yaml", INNER));
    play(bench);
    return bench;
  }

  String file() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String token(Bench bench) {
    return bench.state.step(A).orElseThrow().leg().token();
  }
}
