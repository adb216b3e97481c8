package dev.ktsu.gateway;

import dev.ktsu.contracts.openapi.OpenApi;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.api.InvokeApi;
import dev.ktsu.gateway.config.GatewayConfig;
import dev.ktsu.gateway.meter.Meters;
import dev.ktsu.gateway.route.Dispatcher;
import dev.ktsu.gateway.route.Groups;
import dev.ktsu.http.client.Admission;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Description;
import dev.ktsu.http.server.Keys;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.time.Duration;

/** Puts the parts of a gateway together; the only place that knows all of them. */
final class GatewayRouter {
  private final Vertx vertx;
  private final Settings settings;
  private final Secrets secrets;
  private final Timers timers;

  GatewayRouter(Vertx vertx, Settings settings, Secrets secrets) {
    this.vertx = vertx;
    this.settings = settings;
    this.secrets = secrets;
    this.timers = Timers.of(vertx);
  }

  /** The routes of a gateway; probes, metrics and its description ask for no token. */
  Router build(GatewayConfig config, Probes probes) {
    Meters meters = new Meters();
    meters.watchLoop(timers);
    Routes routes = new Routes(vertx, settings.get(Registry.BODY_BYTES_MAX));
    probes.serve(routes);
    probes.servePlainHealth(routes);
    Description.serve(routes, OpenApi.GATEWAY);
    routes.on(HttpMethod.GET, "/metrics", ctx -> Future.succeededFuture(metrics(meters)));
    routes.guardedBy(Keys.internal(settings.get(Registry.INTERNAL_TOKEN)));
    Groups groups =
        new Groups(
            config,
            new Providers(vertx, settings).of(config),
            meters,
            settings.get(Registry.BUDGET_UNPRICED));
    PriceList prices = groups.prices(settings.get(Registry.PROVIDER_TRIES_MAX));
    routes.on(HttpMethod.GET, "/prices", ctx -> Future.succeededFuture(Reply.json(prices)));
    routes.on(HttpMethod.POST, "/invoke", invokeApi(groups, meters)::invoke);
    return routes.seal().router();
  }

  private InvokeApi invokeApi(Groups groups, Meters meters) {
    int callsMax = settings.get(Registry.GATEWAY_CALLS_MAX);
    Admission admission = new Admission(callsMax, GatewayRouter::busy);
    meters.inFlight(admission::calls);
    int triesMax = settings.get(Registry.PROVIDER_TRIES_MAX);
    Dispatcher dispatcher = new Dispatcher(groups, timers, triesMax);
    long timeoutMillis = settings.get(Registry.PROVIDER_TIMEOUT_MS);
    return new InvokeApi(dispatcher, admission, secrets, Clock.system(), timeoutMillis);
  }

  private static Reply metrics(Meters meters) {
    return Reply.text(Meters.CONTENT_TYPE, meters.text());
  }

  private static Transient busy() {
    return Problems.busy(
        "Too many model calls are under way.",
        Registry.GATEWAY_CALLS_MAX.env(),
        Duration.ofSeconds(1));
  }
}
