package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.dispatch.Runtimes;
import dev.ktsu.orchestrator.dispatch.Supervisor;
import dev.ktsu.orchestrator.doctor.Checkup;
import dev.ktsu.orchestrator.doctor.Finding;
import dev.ktsu.orchestrator.doctor.Report;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with this orchestrator, its store and its runs. */
public final class DoctorApi {
  private final RunEngine engine;
  private final RunStore store;
  private final Runtimes runtimes;
  private final Supervisor supervisor;
  private final Clock clock;
  private final Limits limits;

  /**
   * @param runsMax unfinished runs
   * @param appendsMax appends that may wait for the store
   */
  public record Limits(int runsMax, int appendsMax) {}

  public DoctorApi(
      RunEngine engine,
      RunStore store,
      Runtimes runtimes,
      Supervisor supervisor,
      Clock clock,
      Limits limits) {
    this.engine = engine;
    this.store = store;
    this.runtimes = runtimes;
    this.supervisor = supervisor;
    this.clock = clock;
    this.limits = limits;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/doctor", this::examine);
  }

  /** The report of a checkup, with the queues of this process. */
  private Future<Reply> examine(RoutingContext ctx) {
    return Checkup.of(store, clock)
        .map(
            report -> {
              List<Finding> findings = new ArrayList<>(report.findings());
              findings.addAll(ofQueues());
              Report whole = new Report(report.facts(), report.waiting(), findings);
              ObjectNode body = whole.json();
              body.set("queues", queues());
              return Reply.json(body);
            });
  }

  private ObjectNode queues() {
    return Json.object()
        .put("runs_active", engine.active())
        .put("appends_waiting", store.waiting())
        .put("legs_waiting", supervisor.waiting())
        .put("runtimes_live", runtimes.urls().size());
  }

  private List<Finding> ofQueues() {
    List<Finding> found = new ArrayList<>();
    if (engine.active() * 10L > limits.runsMax() * 9L) {
      found.add(
          new Finding(
              engine.active() + " of at most " + limits.runsMax() + " runs are not over.",
              "Raise KTSU_RUNS_ACTIVE_MAX, or start fewer at once."));
    }
    if (store.waiting() * 2L > limits.appendsMax()) {
      found.add(
          new Finding(
              store.waiting() + " appends wait for the store.",
              "The disk or the database is slow: look at it, or start fewer runs at once."));
    }
    if (supervisor.waiting() > 0 && !runtimes.anyLive()) {
      found.add(
          new Finding(
              supervisor.waiting() + " agent steps wait and no runtime is heard.",
              "Start one with `ktsu start runtime`, or set KTSU_RUNTIME_URL."));
    }
    return found;
  }
}
