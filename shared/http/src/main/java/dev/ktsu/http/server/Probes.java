package dev.ktsu.http.server;

import dev.ktsu.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.function.Supplier;

/**
 * {@code /health/live} and {@code /health/ready} for orchestrators of containers. Live: the event
 * loop answers. Ready: the own listener and store work, and nobody asked to stop; peers are never
 * asked.
 */
public final class Probes {
  private final HealthChecks live;
  private final HealthChecks ready;
  private volatile boolean draining;

  public Probes(Vertx vertx) {
    live = HealthChecks.create(vertx);
    live.register("loop", answer -> answer.complete(Status.OK()));
    ready = HealthChecks.create(vertx);
    ready.register("accepting", answer -> answer.complete(draining ? Status.KO() : Status.OK()));
  }

  /** Adds a condition of readiness; a failed future is a no. */
  public Probes readyWhen(String name, Supplier<Future<?>> check) {
    ready.register(
        name,
        2_000,
        // Tried, as the health check has answered for itself when its time was up.
        answer -> check.get().onComplete(ok -> answer.tryComplete(Status.OK()), answer::tryFail));
    return this;
  }

  /** From now on not ready: load balancers look elsewhere while running work ends. */
  public void drain() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  /** Serves both probes. */
  public void serve(Routes routes) {
    routes.router().get("/health/live").handler(HealthCheckHandler.createWithHealthChecks(live));
    routes.router().get("/health/ready").handler(HealthCheckHandler.createWithHealthChecks(ready));
  }

  /** Serves the contract's plain {@code /health}: 200 {@code {"status":"ok"}}. */
  public void servePlainHealth(Routes routes) {
    routes.on(
        HttpMethod.GET,
        "/health",
        ctx -> Future.succeededFuture(Reply.json(Json.object().put("status", "ok"))));
  }
}
