package dev.ktsu.runtime;

import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.runtime.leg.Callbacks;
import dev.ktsu.runtime.leg.Gateway;
import dev.ktsu.runtime.leg.GatewayLine;
import dev.ktsu.runtime.leg.Grants;
import dev.ktsu.runtime.leg.LegLoop;
import dev.ktsu.runtime.leg.LegLoop.Time;
import dev.ktsu.runtime.leg.LegLoop.Workbench;
import dev.ktsu.runtime.leg.Legs;
import dev.ktsu.runtime.leg.Meters;
import dev.ktsu.runtime.leg.OrchestratorLine;
import dev.ktsu.runtime.leg.Reports;
import dev.ktsu.runtime.mcp.Sessions;
import dev.ktsu.runtime.mcp.transport.Connector;
import dev.ktsu.runtime.mcp.transport.Wire;
import dev.ktsu.runtime.outbox.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives legs an event loop to run on, with clients and tool sessions of its own. */
final class LoopVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(LoopVerticle.class);

  /** A call ends at its own deadline; a quiet connection may outlive it, as idle sessions do. */
  private static final long IDLE_SLACK_MILLIS = 6 * 60_000;

  private final RuntimeConfig config;
  private final Legs legs;
  private final Outbox outbox;
  private final Meters meters;
  private final FaultPoints faults;
  private @Nullable Sessions sessions;

  LoopVerticle(RuntimeConfig config, Legs legs, Outbox outbox, Meters meters, FaultPoints faults) {
    this.config = config;
    this.legs = legs;
    this.outbox = outbox;
    this.meters = meters;
    this.faults = faults;
  }

  @Override
  public Future<?> start() {
    Time time = new Time(Clock.system(), Timers.of(vertx));
    sessions = sessions(time);
    OrchestratorLine orchestrator =
        new OrchestratorLine(
            config.peers(),
            Clients.http(vertx, ClientHabits.tier("orchestrator", 30_000)),
            time.timers(),
            faults);
    Workbench bench =
        new Workbench(
            legs,
            gateway(time, new Grants(orchestrator, time, config.reportWaitMillis())),
            sessions,
            new Reports(orchestrator, time, config.reportWaitMillis(), meters),
            new Callbacks(orchestrator, outbox, time, meters),
            time,
            config.toolsOfAll(),
            meters);
    legs.add(new LegLoop(task -> context.runOnContext(now -> task.run()), bench));
    LOG.info("legs run on {}", Thread.currentThread().getName());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return sessions == null ? Future.succeededFuture() : sessions.close();
  }

  private Gateway gateway(Time time, Grants grants) {
    long quiet = config.modelCallMillis() + IDLE_SLACK_MILLIS;
    GatewayLine line =
        new GatewayLine(
            config.gatewayUrl(),
            Clients.http(vertx, ClientHabits.longCalls("gateway", quiet)),
            Clients.http(vertx, ClientHabits.longCallsHttp1("gateway", quiet)),
            time.timers(),
            config.peers());
    return new Gateway(config.gatewayUrl(), config.modelCallMillis(), config.peers(), line, grants);
  }

  private Sessions sessions(Time time) {
    HttpClient client =
        Clients.http(
            vertx,
            ClientHabits.tier("tools", config.toolLimits().callMillis() + IDLE_SLACK_MILLIS));
    Wire wire = new Wire(client, time.timers(), config.toolLimits(), config.egress());
    return new Sessions(new Connector(wire), time.clock(), time.timers());
  }
}
