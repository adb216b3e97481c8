package dev.ktsu.runtime;

import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.runtime.heartbeat.Heartbeats;
import dev.ktsu.runtime.heartbeat.Identity;
import dev.ktsu.runtime.leg.Legs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** Beats while the runtime is up. */
final class HeartbeatVerticle extends VerticleBase {
  private final RuntimeConfig config;
  private final Identity identity;
  private final Legs legs;
  private @Nullable Heartbeats heartbeats;

  HeartbeatVerticle(RuntimeConfig config, Identity identity, Legs legs) {
    this.config = config;
    this.identity = identity;
    this.legs = legs;
  }

  @Override
  public Future<?> start() {
    var client = Clients.http(vertx, ClientHabits.tier("heartbeats", 10_000));
    var line = new Exchange.Line(client, Timers.of(vertx), Cancellation.never());
    heartbeats = new Heartbeats(config.orchestratorUrl(), identity, legs, config.peers(), line);
    heartbeats.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    if (heartbeats != null) {
      heartbeats.stop();
    }
    return Future.succeededFuture();
  }

  /** One beat out of turn, as the state of the runtime has changed; from any thread. */
  Future<Void> beat() {
    Promise<Void> beaten = Promise.promise();
    context.runOnContext(
        now -> {
          if (heartbeats == null) {
            beaten.complete();
          } else {
            heartbeats.beat().onComplete(beaten);
          }
        });
    return beaten.future();
  }
}
