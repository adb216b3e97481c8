package dev.ktsu.orchestrator;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.openapi.OpenApi;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Description;
import dev.ktsu.http.server.Keys;
import dev.ktsu.http.server.Listener;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.OrchestratorParts.Orchestrator;
import dev.ktsu.orchestrator.api.ApprovalsApi;
import dev.ktsu.orchestrator.api.DefinitionsApi;
import dev.ktsu.orchestrator.api.DoctorApi;
import dev.ktsu.orchestrator.api.EventsApi;
import dev.ktsu.orchestrator.api.FeedApi;
import dev.ktsu.orchestrator.api.HealthApi;
import dev.ktsu.orchestrator.api.InvokeApi;
import dev.ktsu.orchestrator.api.MetricsApi;
import dev.ktsu.orchestrator.api.Records;
import dev.ktsu.orchestrator.api.RunsApi;
import dev.ktsu.orchestrator.api.RuntimeApi;
import dev.ktsu.orchestrator.api.SchemasApi;
import dev.ktsu.orchestrator.approval.Approvals;
import dev.ktsu.orchestrator.invoke.Intake;
import dev.ktsu.orchestrator.run.Membership;
import dev.ktsu.orchestrator.step.Judging;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An orchestrator on one event loop: store, engine, routes. It listens first, because its own
 * address is part of what it sends out, and answers 503 until the unfinished runs are taken up.
 */
final class OrchestratorVerticle extends VerticleBase {
  private static final long SWEEP_MILLIS = 1_000;

  /** Names under which several runs of one project's file are carried on at once. */
  private static final int NAMES = 9;

  private static final long RETENTION_MILLIS = 60_000;

  private final Settings settings;
  private final Secrets secrets;
  private final Surroundings around;
  private final FaultPoints faults;
  private final Consumer<Problem> fatal;
  private @Nullable OrchestratorParts parts;
  private @Nullable Probes probes;
  private @Nullable HttpServer server;
  private @Nullable Orchestrator running;
  private Timers.Cancellable sweep = () -> {};
  private Timers.Cancellable retention = () -> {};
  private Runnable drain = () -> {};
  private boolean ready;

  OrchestratorVerticle(
      Settings settings,
      Secrets secrets,
      Surroundings around,
      FaultPoints faults,
      Consumer<Problem> fatal) {
    this.settings = settings;
    this.secrets = secrets;
    this.around = around;
    this.faults = faults;
    this.fatal = fatal;
  }

  @Override
  public Future<?> start() {
    OrchestratorParts made = new OrchestratorParts(vertx, settings, secrets, around, faults, fatal);
    parts = made;
    Routes routes = new Routes(vertx, settings.get(Registry.BODY_BYTES_MAX));
    routes.before(this::holdUntilReady);
    return made.start()
        .compose(
            open ->
                Listener.listen(
                    vertx,
                    routes.router(),
                    settings.get(Registry.ORCHESTRATOR_HOST),
                    settings.get(Registry.ORCHESTRATOR_PORT)))
        .compose(
            listening -> {
              server = listening;
              Orchestrator orchestrator = made.build(ownUrl(), seat());
              serve(routes, orchestrator);
              running = orchestrator;
              return isShared() ? orchestrator.beats().read() : Future.succeededFuture();
            })
        .compose(
            known -> {
              Orchestrator orchestrator = Objects.requireNonNull(running);
              sweep = orchestrator.timers().every(SWEEP_MILLIS, () -> sweep(orchestrator));
              retention = orchestrator.timers().every(RETENTION_MILLIS, () -> keepUp(orchestrator));
              return orchestrator.engine().start(takeUp(settings.get(Registry.TAKE_UP)));
            })
        .onSuccess(taken -> ready = true);
  }

  @Override
  public Future<?> stop() {
    sweep.cancel();
    retention.cancel();
    if (probes != null) {
      probes.drain();
    }
    drain.run();
    Future<Void> closed =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(settings.get(Registry.STOP_GRACE_MS), TimeUnit.MILLISECONDS);
    return closed
        .eventually(() -> running == null ? Future.succeededFuture() : running.engine().stop())
        .eventually(() -> parts == null ? Future.succeededFuture() : parts.store().stop());
  }

  private void sweep(Orchestrator orchestrator) {
    if (isShared()) {
      orchestrator.beats().sweep();
    }
    orchestrator.supervisor().sweep();
  }

  private static void keepUp(Orchestrator orchestrator) {
    Detached.run("retention", orchestrator.retention().sweep());
    Detached.run("sweep of secrets", orchestrator.callers().sweep());
  }

  /** One that carries on with a single run has runtimes of its own. */
  private boolean isShared() {
    return settings.get(Registry.TAKE_UP).equals("all");
  }

  int port() {
    return Objects.requireNonNull(server).actualPort();
  }

  private void serve(Routes routes, Orchestrator parts) {
    Probes health = new Probes(vertx).readyWhen("store", parts.store()::check);
    probes = health;
    health.serve(routes);
    new HealthApi(
            parts.tier(),
            parts.runtimes(),
            settings.get(Registry.RUNTIME_URL),
            settings.get(Registry.GATEWAY_URL))
        .serve(routes);
    new MetricsApi(
            parts.engine(), parts.store(), parts.runtimes(), parts.supervisor(), parts.streams())
        .serve(routes);
    new SchemasApi().serve(routes);
    Description.serve(routes, OpenApi.ORCHESTRATOR);
    String key = settings.get(Registry.API_KEY);
    Records records =
        new Records(parts.engine(), parts.catalog(), secrets, parts.clock(), parts.showing());
    InvokeApi invokes =
        new InvokeApi(
            new Intake(settings.get(Registry.INVOKE_BYTES_MAX)),
            parts.invocations(),
            parts.engine(),
            records,
            parts.endings(),
            health);
    // Without a guard: a workflow may ask for a key of its own instead.
    invokes.serveInvoke(routes, request -> Keys.isApi(key, request));
    String token = settings.get(Registry.INTERNAL_TOKEN);
    routes.guardedBy(Keys.internal(token));
    RuntimeApi.Masks masks = new RuntimeApi.Masks(parts.callers(), secrets);
    new RuntimeApi(
            parts.engine(),
            new Judging(parts.catalog(), parts.compute()),
            parts.beats(),
            masks,
            !token.isEmpty())
        .serve(routes);
    routes.guardedBy(Keys.api(key));
    invokes.serve(routes);
    new RunsApi(records, parts.endings(), parts.engine(), parts.store(), parts.clock())
        .serve(routes);
    new ApprovalsApi(new Approvals(parts.engine(), parts.store(), parts.showing()), masks)
        .serve(routes);
    new DefinitionsApi(parts.catalog(), secrets).serve(routes);
    new DoctorApi(
            parts.engine(),
            parts.store(),
            parts.runtimes(),
            parts.supervisor(),
            parts.clock(),
            new DoctorApi.Limits(
                settings.get(Registry.RUNS_ACTIVE_MAX), settings.get(Registry.COMMIT_QUEUE_MAX)))
        .serve(routes);
    new EventsApi(parts.store(), parts.streams()).serve(routes);
    new FeedApi(parts.store().feed(), parts.streams()).serve(routes);
    drain =
        () -> {
          parts.streams().drain();
          parts.endings().drain();
        };
    routes.seal();
  }

  private static Predicate<RunId> takeUp(String which) {
    return switch (which) {
      case "all", "left" -> run -> true;
      case "none" -> run -> false;
      default -> run -> run.toString().equals(which);
    };
  }

  private void holdUntilReady(RoutingContext ctx) {
    if (ready || ctx.request().path().equals("/health/live")) {
      ctx.next();
    } else {
      Routes.send(ctx, starting());
    }
  }

  private static Transient starting() {
    return Problems.starting("orchestrator");
  }

  private String ownUrl() {
    String given = settings.get(Registry.OWN_URL);
    return given.isEmpty() ? "http://" + reachableHost() + ":" + port() : given;
  }

  /** A wildcard address is for listening; others are sent to this machine by name. */
  private String reachableHost() {
    String host = settings.get(Registry.ORCHESTRATOR_HOST);
    return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
  }

  private Membership.Seat seat() {
    String given = settings.get(Registry.INSTANCE_ID);
    String id = given.isEmpty() ? settings.get(Registry.ORCHESTRATOR_HOST) + ":" + port() : given;
    List<String> ids =
        isShared()
            ? List.of(id)
            : IntStream.rangeClosed(1, NAMES).mapToObj(n -> n == 1 ? id : id + "-" + n).toList();
    return new Membership.Seat(ids, new LocalProcesses(), settings.get(Registry.LEASE_MS), fatal);
  }
}
