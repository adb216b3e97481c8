package dev.ktsu.runtime;

import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.server.Exposure;
import dev.ktsu.http.server.Probes;
import dev.ktsu.runtime.heartbeat.Identity;
import dev.ktsu.runtime.leg.Legs;
import dev.ktsu.runtime.leg.Meters;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent runtime: starts the verticles, and stops them without losing what is under way. */
public final class RuntimeService {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeService.class);

  private final Vertx vertx;
  private final RuntimeConfig config;
  private final Meters meters = new Meters();
  private final FaultPoints faults = FaultPoints.installed();
  private final Legs legs;
  private final Probes probes;
  private final OutboxVerticle outbox;
  private final ApiVerticle api;
  private final Deque<String> deployed = new ArrayDeque<>();

  @SuppressWarnings("NullAway.Init")
  private HeartbeatVerticle heartbeat;

  private @Nullable Future<Void> stopped;

  private RuntimeService(Vertx vertx, RuntimeConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.legs = new Legs(config.slots(), meters);
    this.probes = new Probes(vertx);
    this.outbox = new OutboxVerticle(config, faults);
    this.api = new ApiVerticle(config, legs, meters, probes);
  }

  /**
   * Starts a runtime.
   *
   * @return the runtime, listening and beating; fails with a {@link SettingError} or with what the
   *     listener fails with
   */
  public static Future<RuntimeService> start(Vertx vertx, Settings settings) {
    try {
      return new RuntimeService(vertx, RuntimeConfig.of(settings)).deploy();
    } catch (SettingError unusable) {
      return Future.failedFuture(unusable);
    }
  }

  /** The port it listens on. */
  public int port() {
    return api.port();
  }

  /** Where the orchestrator reaches it. */
  public String url() {
    return config.urlAt(port());
  }

  /**
   * Takes no new legs, tells the orchestrator, lets running legs end within the grace, and stops.
   * Legs that are left then are the orchestrator's to start anew.
   */
  public synchronized Future<Void> stop() {
    if (stopped == null) {
      probes.drain();
      Future<Void> idle = legs.drain();
      stopped = heartbeat.beat().compose(told -> graceFor(idle)).compose(over -> undeploy());
    }
    return stopped;
  }

  private Future<RuntimeService> deploy() {
    return deploy(vertx.deployVerticle(outbox))
        .compose(open -> deploy(deployLoops()))
        .compose(running -> outbox.leftOvers())
        .compose(
            leftOvers -> {
              legs.takeOver(leftOvers);
              return deploy(vertx.deployVerticle(api));
            })
        .compose(
            listening -> {
              heartbeat = new HeartbeatVerticle(config, identity(), legs);
              return deploy(vertx.deployVerticle(heartbeat));
            })
        .map(
            beating -> {
              announce();
              return this;
            })
        .recover(
            failure -> undeploy().transform(cleared -> Future.failedFuture(sentence(failure))));
  }

  private Future<Void> deploy(Future<String> deployment) {
    return deployment.map(
        id -> {
          deployed.push(id);
          return null;
        });
  }

  private Future<String> deployLoops() {
    return vertx.deployVerticle(
        () -> new LoopVerticle(config, legs, outbox.outbox(), meters, faults),
        new DeploymentOptions().setInstances(config.loops()));
  }

  private void announce() {
    LOG.info("runtime listening on http://{}:{}", config.host(), port());
    if (Exposure.isLoopback(config.host())) {
      LOG.info(
          "only this machine reaches it; to open it set {} and {}",
          Registry.RUNTIME_HOST.env(),
          Registry.INTERNAL_TOKEN.env());
    }
  }

  private Throwable sentence(Throwable failure) {
    return failure instanceof BindException
        ? new SettingError(
            "cannot listen on "
                + config.host()
                + ":"
                + config.port()
                + " ("
                + failure.getMessage()
                + "); stop what listens there, or set "
                + Registry.RUNTIME_PORT.env())
        : failure;
  }

  /** Undeploys in reverse order. */
  private Future<Void> undeploy() {
    return Futures.inOrder(deployed, vertx::undeploy);
  }

  private Identity identity() {
    String boot = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new Identity(config.idAt(port()), boot, url(), config.labels());
  }

  private Future<Void> graceFor(Future<Void> idle) {
    return Deadline.within(Timers.of(vertx), config.stopGraceMillis(), idle, TimeoutException::new)
        .otherwise(
            late -> {
              LOG.warn("stopping with {} legs under way", legs.size());
              return null;
            });
  }
}
