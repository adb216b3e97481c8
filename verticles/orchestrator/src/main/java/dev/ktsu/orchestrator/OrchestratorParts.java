package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.futures.Turnstile;
import dev.ktsu.http.client.Addresses;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.api.Endings;
import dev.ktsu.orchestrator.api.EventStreams;
import dev.ktsu.orchestrator.definition.Catalog;
import dev.ktsu.orchestrator.dispatch.Dispatcher;
import dev.ktsu.orchestrator.dispatch.EngineEffects;
import dev.ktsu.orchestrator.dispatch.RuntimeWire;
import dev.ktsu.orchestrator.dispatch.Runtimes;
import dev.ktsu.orchestrator.dispatch.SharedBeats;
import dev.ktsu.orchestrator.dispatch.Supervisor;
import dev.ktsu.orchestrator.invoke.Invocations;
import dev.ktsu.orchestrator.invoke.InvokeSecrets;
import dev.ktsu.orchestrator.invoke.RunIds;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.Membership;
import dev.ktsu.orchestrator.run.Retention;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunLimits;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.secret.CallerSecrets;
import dev.ktsu.orchestrator.secret.Seal;
import dev.ktsu.orchestrator.secret.SealKey;
import dev.ktsu.orchestrator.step.Judging;
import dev.ktsu.orchestrator.step.Readings;
import dev.ktsu.orchestrator.step.WebhookAnswers;
import dev.ktsu.orchestrator.step.WebhookWire;
import dev.ktsu.orchestrator.step.Webhooks;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.orchestrator.value.Showing;
import dev.ktsu.orchestrator.wire.Egress;
import dev.ktsu.orchestrator.wire.HttpRuntimeWire;
import dev.ktsu.orchestrator.wire.HttpWebhookWire;
import dev.ktsu.project.Project;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.SourceTree;
import dev.ktsu.project.Workspaces;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Everything an orchestrator is made of, put together in one place. */
final class OrchestratorParts {
  private static final int INLINE_BYTES_MAX = 64 << 10;
  private static final int CACHED_BYTES_MAX = 256 << 10;
  private static final int PURE_STEPS_MAX = 256;
  private static final int SNAPSHOT_EVENTS = 1_000;
  private static final long CANCEL_MILLIS = 10_000;

  private final Vertx vertx;
  private final Settings settings;
  private final Secrets secrets;
  private final Surroundings around;
  private final FaultPoints faults;
  private final Clock clock;
  private final Timers timers;
  private final RunStore store;
  private Optional<Seal> seal = Optional.empty();

  OrchestratorParts(
      Vertx vertx,
      Settings settings,
      Secrets secrets,
      Surroundings around,
      FaultPoints faults,
      Consumer<Problem> fatal) {
    this.vertx = vertx;
    this.settings = settings;
    this.secrets = secrets;
    this.around = around;
    this.faults = faults;
    this.clock = around.clock();
    this.timers = around.timers();
    this.store = store(fatal);
  }

  /** Opens the store, and what secrets are sealed with. */
  Future<Void> start() {
    return store
        .start()
        .compose(open -> vertx.executeBlocking(this::seal))
        .map(
            found -> {
              seal = found;
              return null;
            });
  }

  RunStore store() {
    return store;
  }

  /**
   * The running parts of an orchestrator that listens.
   *
   * @param ownUrl where runtimes post results
   * @param seat what this process is called among others
   */
  Orchestrator build(String ownUrl, Membership.Seat seat) {
    WebClient tier = Clients.web(vertx, ClientHabits.tier("runtime", 60_000));
    Runtimes runtimes = new Runtimes(clock, settings.get(Registry.RUNTIME_URL));
    Compute compute = compute("ktsu-compute");
    Catalog catalog = catalog();
    Supervised supervised = new Supervised();
    RandomBits random = new RandomBits();
    RunEngine engine =
        new RunEngine(
            new RunEngine.Outside(
                store,
                catalog,
                made -> {
                  Supervisor supervisor = supervisor(made, runtimes);
                  CallerSecrets callers = callers(made, catalog);
                  supervised.supervisor = supervisor;
                  supervised.callers = callers;
                  Readings readings = new Readings(settings.environment(), callers, compute);
                  return new EngineEffects(
                      made,
                      catalog,
                      new EngineEffects.Ways(
                          webhooks(readings, compute),
                          new Dispatcher(runtimeWire(tier), runtimes, readings, timers, ownUrl),
                          runtimes,
                          supervisor,
                          new Judging(catalog, compute)),
                      timers,
                      faults);
                },
                compute,
                runtimes,
                clock,
                timers,
                () -> new Occasion.Seed(random.nextLong(), random.nextLong()),
                seat,
                faults),
            limits());
    Invocations invocations =
        new Invocations(
            catalog,
            engine,
            store,
            new RunIds(clock, random::below),
            clock,
            compute,
            new InvokeSecrets(
                settings.environment(), supervised.callers, settings.get(Registry.SHORT_SECRETS)));
    return new Orchestrator(
        engine,
        compute,
        store,
        catalog,
        runtimes,
        supervised.supervisor,
        supervised.callers,
        new SharedBeats(store.instances(), engine, supervised.supervisor, clock, silenceMillis()),
        new Retention(engine, store, clock, retentionLimits()),
        invocations,
        new EventStreams(engine, store, timers, streamLimits()),
        new Endings(engine, timers, settings.get(Registry.EVENT_STREAMS_MAX)),
        new Showing(compute("ktsu-readings"), settings.get(Registry.VALUE_INLINE_BYTES_MAX)),
        tier,
        clock,
        timers);
  }

  /** Carries out of the lambda what it makes for its engine. */
  private static final class Supervised {
    @SuppressWarnings("NullAway.Init")
    private Supervisor supervisor;

    @SuppressWarnings("NullAway.Init")
    private CallerSecrets callers;
  }

  /** The running parts. */
  record Orchestrator(
      RunEngine engine,
      Compute compute,
      RunStore store,
      Catalog catalog,
      Runtimes runtimes,
      Supervisor supervisor,
      CallerSecrets callers,
      SharedBeats beats,
      Retention retention,
      Invocations invocations,
      EventStreams streams,
      Endings endings,
      Showing showing,
      WebClient tier,
      Clock clock,
      Timers timers) {}

  /** Readers of large runs have threads of their own: no decision waits behind them. */
  private Compute compute(String name) {
    return new WorkerCompute(vertx, name, clock, settings.get(Registry.COMPUTE_DEADLINE_MS));
  }

  private CallerSecrets callers(RunEngine engine, Catalog catalog) {
    return new CallerSecrets(engine, catalog, store.sealed(), seal, secrets, clock);
  }

  /** Where the key lives and dies with the data: a database that others share has none. */
  private Optional<Seal> seal() {
    String given = settings.get(Registry.SECRET_KEY);
    if (!given.isEmpty()) {
      secrets.add(List.of(given));
      return Optional.of(new Seal(SealKey.parse(given)));
    }
    return switch (settings.get(Registry.STORE_TYPE)) {
      case "memory" -> Optional.of(new Seal(SealKey.fresh()));
      case "postgres" -> Optional.empty();
      default ->
          Optional.of(new Seal(SealKey.ofFile(Path.of(settings.get(Registry.DB_PATH) + ".key"))));
    };
  }

  private RunStore store(Consumer<Problem> fatal) {
    return switch (settings.get(Registry.STORE_TYPE)) {
      case "memory" -> MemoryStore.of(vertx, new MemoryStore.Data(clock));
      case "postgres" -> {
        DatabaseAddress address =
            DatabaseAddress.of(settings.get(Registry.DB_URL), settings.get(Registry.DB_SCHEMA));
        secrets.add(List.of(address.password()));
        yield new PostgresStore(vertx, address, Patience.USUAL, clock, fatal);
      }
      default -> new SqliteStore(vertx, Path.of(settings.get(Registry.DB_PATH)), faults, fatal);
    };
  }

  private Catalog catalog() {
    ProjectOptions options =
        new ProjectOptions(
            settings.get(Registry.WORKFLOW_DIR),
            settings.get(Registry.ALLOWLIST_DEFAULT_ALL),
            false);
    Project project =
        Project.open(SourceTree.of(Path.of(settings.get(Registry.PROJECT_DIR))), options);
    Workspaces workspaces = Workspaces.of(project, settings.get(Registry.WORKSPACES), options);
    return new Catalog(vertx, workspaces, options, store, secrets, clock, settings.environment());
  }

  private Webhooks webhooks(Readings readings, Compute compute) {
    Turnstile turnstile = new Turnstile(settings.get(Registry.WEBHOOKS_MAX));
    return new Webhooks(
        around.toReceivers().apply(webhookWire()),
        readings,
        turnstile,
        new WebhookAnswers(secrets, compute),
        clock);
  }

  private WebhookWire webhookWire() {
    int connections = settings.get(Registry.WEBHOOK_CONNECTIONS);
    ClientHabits habits =
        new ClientHabits("webhook", connections, 10_000, 60, TimeUnit.HOURS.toMillis(1), false);
    Optional<ProxyOptions> proxy = Clients.proxy(settings.get(Registry.EGRESS_PROXY));
    proxy.map(ProxyOptions::getPassword).ifPresent(password -> secrets.add(List.of(password)));
    return new HttpWebhookWire(
        new Exchange.Line(Clients.http(vertx, habits, proxy), timers, new Cancellation()),
        new Egress(
            vertx,
            settings.get(Registry.EGRESS_PRIVATE) ? any -> true : Addresses::isPublic,
            proxy.isPresent()));
  }

  private RuntimeWire runtimeWire(WebClient tier) {
    return around
        .toRuntimes()
        .apply(
            new HttpRuntimeWire(
                tier,
                settings.get(Registry.INTERNAL_TOKEN),
                settings.get(Registry.DELIVERY_TIMEOUT_MS)));
  }

  private Supervisor supervisor(RunEngine engine, Runtimes runtimes) {
    return new Supervisor(engine, runtimes, clock, silenceMillis());
  }

  private long silenceMillis() {
    return TimeUnit.SECONDS.toMillis(settings.get(Registry.RUNTIME_SILENCE_S));
  }

  private RunLimits limits() {
    return new RunLimits(
        settings.get(Registry.RUNS_ACTIVE_MAX),
        settings.get(Registry.MAILBOX_MAX),
        settings.get(Registry.COMMIT_QUEUE_MAX),
        INLINE_BYTES_MAX,
        CACHED_BYTES_MAX,
        SNAPSHOT_EVENTS,
        new Occasion.Limits(
            PURE_STEPS_MAX,
            TimeUnit.SECONDS.toMillis(settings.get(Registry.RUNTIME_WAIT_S)),
            TimeUnit.SECONDS.toMillis(settings.get(Registry.RECOVERY_GRACE_S)),
            CANCEL_MILLIS,
            settings.get(Registry.DELIVERIES_MAX)));
  }

  private Retention.Limits retentionLimits() {
    return new Retention.Limits(
        settings.get(Registry.RUNS_KEPT),
        settings.get(Registry.RUNS_KEPT_DAYS),
        Invocations.KEYS_LAST_MILLIS,
        settings.get(Registry.FEED_KEPT));
  }

  private EventStreams.Limits streamLimits() {
    return new EventStreams.Limits(
        settings.get(Registry.EVENT_STREAMS_MAX), settings.get(Registry.EVENT_BACKLOG_BYTES_MAX));
  }
}
