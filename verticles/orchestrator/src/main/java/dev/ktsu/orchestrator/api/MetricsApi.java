package dev.ktsu.orchestrator.api;

import dev.ktsu.futures.Detached;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.dispatch.Runtimes;
import dev.ktsu.orchestrator.dispatch.Supervisor;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** {@code /metrics} in Prometheus text. Values are read when they are asked for. */
public final class MetricsApi {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public MetricsApi(
      RunEngine engine,
      RunStore store,
      Runtimes runtimes,
      Supervisor supervisor,
      EventStreams streams) {
    Gauge.builder("ktsu_runs_active", engine, RunEngine::active)
        .description("Runs that are not settled")
        .register(registry);
    Gauge.builder("ktsu_store_appends_waiting", store, RunStore::waiting)
        .description("Appends that wait for the store")
        .register(registry);
    Gauge.builder("ktsu_legs_waiting", supervisor, Supervisor::waiting)
        .description("Agent steps that wait for a runtime")
        .register(registry);
    Gauge.builder("ktsu_runtimes_live", runtimes, known -> known.urls().size())
        .description("Runtimes that are heard")
        .register(registry);
    Gauge.builder("ktsu_event_streams_open", streams, EventStreams::open)
        .description("Event streams that are open")
        .register(registry);
    FunctionCounter.builder("ktsu_decisions", engine, RunEngine::decisions)
        .description("Commands decided")
        .register(registry);
    FunctionCounter.builder("ktsu_events", engine, RunEngine::events)
        .description("Events committed")
        .register(registry);
    FunctionCounter.builder("ktsu_store_commits", store, RunStore::commits)
        .description("Transactions committed")
        .register(registry);
    FunctionCounter.builder("ktsu_detached_failures", this, self -> Detached.failed())
        .description("Failures of work that nobody awaits")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
  }

  public void serve(Routes routes) {
    routes.on(
        HttpMethod.GET,
        "/metrics",
        ctx -> Future.succeededFuture(Reply.text(CONTENT_TYPE, registry.scrape())));
  }
}
