package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Futures;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.view.RowView;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reading runs, and throwing them away. */
public final class RunsApi {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 200;
  private static final int READS_AT_ONCE = 16;
  private static final Reply NOT_MODIFIED = new Reply(304, "", Buffer.buffer());
  private static final Set<State> ALL = EnumSet.allOf(State.class);

  private final Records records;
  private final Endings endings;
  private final RunEngine engine;
  private final RunStore store;
  private final Clock clock;

  public RunsApi(Records records, Endings endings, RunEngine engine, RunStore store, Clock clock) {
    this.records = records;
    this.endings = endings;
    this.engine = engine;
    this.store = store;
    this.clock = clock;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/runs", this::list);
    routes.on(HttpMethod.GET, "/runs/:run", this::record);
    routes.on(HttpMethod.DELETE, "/runs/:run", this::purge);
    routes.on(HttpMethod.GET, "/runs/:run/steps", this::items);
    routes.on(HttpMethod.GET, "/runs/:run/steps/:step", this::step);
    routes.on(HttpMethod.GET, "/runs/:run/envelope", this::envelope);
    routes.on(HttpMethod.GET, "/runs/:run/values/:value", this::value);
  }

  /**
   * {@code owner=here} gives unfinished runs that this process carries on with, {@code
   * owner=nobody} those whose orchestrator is gone; {@code parent} the sub-workflows of a run, in
   * the order of its pipeline. Else newest first, narrowed by {@code workflow}, {@code status},
   * {@code state}, {@code since} and {@code until}; {@code limit} up to 200, else 50; {@code
   * cursor} goes on after a page.
   */
  private Future<Reply> list(RoutingContext ctx) {
    Asked asked = new Asked(ctx);
    Set<State> states = states(asked);
    int limit = asked.limit(LIMIT, LIMIT_MAX);
    if (!asked.text("parent").isEmpty()) {
      return records.inner(RunId.parse(asked.text("parent")));
    }
    if (!asked.text("owner").isEmpty()) {
      return owned(asked.text("owner"), limit);
    }
    String cursor = asked.text("cursor");
    RunQuery query =
        new RunQuery(
            asked.text("workflow"),
            states.equals(ALL) ? List.of() : List.copyOf(states),
            limit + 1,
            cursor.isEmpty() ? null : Cursor.read(cursor),
            asked.time("since", clock.millis()).orElse(0),
            asked.time("until", clock.millis()).orElse(Long.MAX_VALUE),
            false);
    return states.isEmpty()
        ? Future.succeededFuture(Reply.json(page(List.of(), limit)))
        : store.list(query).map(rows -> Reply.json(page(rows, limit)));
  }

  private Future<Reply> owned(String owner, int limit) {
    Future<List<RunId>> runs =
        switch (owner) {
          case "here" -> store.unsettled();
          case "nobody" -> store.instances().orphans();
          default -> throw Asked.refused("owner", owner, "here or nobody");
        };
    return runs.compose(found -> Futures.inParallel(READS_AT_ONCE, found, store::row))
        .map(
            rows ->
                rows.stream()
                    .flatMap(Optional::stream)
                    .filter(row -> owner.equals("nobody") || engine.isOwnerOf(row))
                    .sorted(Comparator.comparing(RunStore.RunRow::run).reversed())
                    .limit(limit)
                    .toList())
        .map(rows -> Reply.json(page(rows, limit)));
  }

  /** {@code ?wait=30s} answers when the run has ended, or as it is when the time is up. */
  private Future<Reply> record(RoutingContext ctx) {
    RunRef run = RunRef.parse(ctx.pathParam("run"));
    Asked asked = new Asked(ctx);
    Records.Wish wish = Records.Wish.of(asked);
    long wait = asked.duration("wait", Endings.WAIT_MILLIS_MAX);
    endings.checkRoom(wait);
    return wait == 0
        ? records.show(run, Optional.empty(), wish, RunView::record)
        : endings
            .within(run.run(), wait, ctx)
            .compose(state -> records.show(run, Optional.empty(), wish, RunView::record));
  }

  /** 204 once nothing is kept of the run any more. */
  private Future<Reply> purge(RoutingContext ctx) {
    return engine.purge(RunId.parse(ctx.pathParam("run"))).map(gone -> Reply.noContent());
  }

  private Future<Reply> step(RoutingContext ctx) {
    RunRef run = RunRef.parse(ctx.pathParam("run"));
    String step = ctx.pathParam("step");
    if (!StepPath.isPath(step)) {
      throw Problems.stepNotFound(run.toString(), step);
    }
    StepPath path = new StepPath(step);
    Records.Wish wish = Records.Wish.of(new Asked(ctx));
    return records.show(run, Optional.of(path), wish, view -> step(view, run, path));
  }

  /**
   * The items of the list {@code of}, in its order: {@code limit} up to 200, else 50, beginning
   * with item {@code from}.
   */
  private Future<Reply> items(RoutingContext ctx) {
    Asked asked = new Asked(ctx);
    RunId run = RunId.parse(ctx.pathParam("run"));
    String of = asked.text("of");
    int limit = asked.limit(LIMIT, LIMIT_MAX);
    long from = asked.number("from").orElse(0);
    if (!StepPath.isPath(of)) {
      throw Asked.refused("of", of, "the id of a step with for_each");
    }
    return records.items(
        run, new Records.Slice(new StepPath(of), from, limit), Records.Wish.of(asked));
  }

  private static ObjectNode step(RunView view, RunRef run, StepPath step) {
    return view.step(step).orElseThrow(() -> Problems.stepNotFound(run.toString(), step.text()));
  }

  /** {@code ?shape=map} gives the steps as an object by id. */
  private Future<Reply> envelope(RoutingContext ctx) {
    Asked asked = new Asked(ctx);
    boolean byId = "map".equals(asked.text("shape"));
    return records.show(
        RunRef.parse(ctx.pathParam("run")),
        Optional.empty(),
        new Records.Wish(false, asked.flag("inline", "all")),
        byId ? RunView::envelopeById : RunView::envelope);
  }

  /** One value, byte by byte as {@code bytes} and {@code sha256} of its reference say. */
  private Future<Reply> value(RoutingContext ctx) {
    RunId run = RunId.parse(ctx.pathParam("run"));
    String known = ctx.request().getHeader("If-None-Match");
    return records
        .value(run, ValueRef.parse(ctx.pathParam("value")))
        .map(
            value -> {
              String tag = '"' + value.sha256() + '"';
              boolean isKnown = known != null && known.contains(tag);
              Reply reply =
                  isKnown
                      ? NOT_MODIFIED
                      : new Reply(200, "application/json", Buffer.buffer(value.bytes()));
              return reply.with("ETag", tag);
            });
  }

  /** The rows hold one run more than a page, when there is one. */
  private static ObjectNode page(List<RunStore.RunRow> rows, int limit) {
    ObjectNode body = Json.object();
    ArrayNode runs = body.putArray("runs");
    List<RunStore.RunRow> shown = rows.subList(0, Math.min(rows.size(), limit));
    shown.forEach(row -> runs.add(RowView.of(row)));
    if (rows.size() > limit) {
      body.put("next_cursor", Cursor.after(shown.get(limit - 1).run()));
    }
    return body;
  }

  /** What both filters allow; all states without any. */
  private static Set<State> states(Asked asked) {
    Set<State> states = EnumSet.allOf(State.class);
    List<String> statuses = asked.words("status");
    if (!statuses.isEmpty()) {
      states.removeIf(
          state -> !statuses.contains(state.runStatus()) && !statuses.contains(state.inner()));
    }
    List<String> inner = asked.words("state");
    if (!inner.isEmpty()) {
      states.retainAll(inner.stream().map(RunsApi::state).collect(Collectors.toSet()));
    }
    return states;
  }

  private static State state(String word) {
    return Arrays.stream(State.values())
        .filter(state -> state.inner().equals(word))
        .findFirst()
        .orElseThrow(() -> Asked.refused("state", word, "some of " + words()));
  }

  private static String words() {
    return Arrays.stream(State.values()).map(State::inner).collect(Collectors.joining(", "));
  }
}
