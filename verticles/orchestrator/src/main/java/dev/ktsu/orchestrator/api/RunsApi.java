package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.view.RowView;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading runs. */
public final class RunsApi {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 1_000;

  private final RunEngine engine;
  private final RunStore store;
  private final Clock clock;

  public RunsApi(RunEngine engine, RunStore store, Clock clock) {
    this.engine = engine;
    this.store = store;
    this.clock = clock;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/runs", this::list);
    routes.on(HttpMethod.GET, "/runs/:run", ctx -> view(ctx).map(RunView::record).map(Reply::json));
    routes.on(HttpMethod.GET, "/runs/:run/envelope", this::envelope);
  }

  /**
   * Filters: {@code workflow}, {@code status}; {@code limit} up to 1,000, else 50; newest first.
   */
  private Future<Reply> list(RoutingContext ctx) {
    String status = ctx.queryParams().get("status");
    List<State> states = states(status);
    if (states.isEmpty() && status != null && !status.isEmpty()) {
      return Future.succeededFuture(Reply.json(runs(List.of())));
    }
    String workflow = ctx.queryParams().get("workflow");
    RunQuery query = new RunQuery(workflow == null ? "" : workflow, states, limit(ctx), null);
    return store.list(query).map(rows -> Reply.json(runs(rows)));
  }

  /** {@code ?shape=map} gives the steps as an object by id. */
  private Future<Reply> envelope(RoutingContext ctx) {
    boolean byId = "map".equals(ctx.queryParams().get("shape"));
    return view(ctx).map(view -> Reply.json(byId ? view.envelopeById() : view.envelope()));
  }

  private Future<RunView> view(RoutingContext ctx) {
    RunId run = RunId.parse(ctx.pathParam("run"));
    return engine
        .read(run, RunView::needs)
        .map(read -> new RunView(read.state(), trees(read.payloads()), clock.millis()));
  }

  private static Map<Long, JsonNode> trees(Map<Long, byte[]> payloads) {
    Map<Long, JsonNode> trees = new HashMap<>();
    payloads.forEach((seq, bytes) -> trees.put(seq, Json.parse(bytes)));
    return trees;
  }

  private static ObjectNode runs(List<RunStore.RunRow> rows) {
    ObjectNode body = Json.object();
    ArrayNode runs = body.putArray("runs");
    rows.forEach(row -> runs.add(RowView.of(row)));
    return body;
  }

  /** The inner states that the contract's status stands for; an inner word stands for itself. */
  private static List<State> states(@Nullable String status) {
    return Arrays.stream(State.values())
        .filter(state -> state.runStatus().equals(status) || state.inner().equals(status))
        .toList();
  }

  private static int limit(RoutingContext ctx) {
    String text = ctx.queryParams().get("limit");
    if (text == null || !text.matches("[1-9]\\d{0,8}")) {
      return LIMIT;
    }
    return Math.min(Integer.parseInt(text), LIMIT_MAX);
  }
}
