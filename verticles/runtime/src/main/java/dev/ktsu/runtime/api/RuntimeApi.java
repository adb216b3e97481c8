package dev.ktsu.runtime.api;

import dev.ktsu.contracts.openapi.OpenApi;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.server.Description;
import dev.ktsu.http.server.Keys;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.runtime.leg.Legs;
import dev.ktsu.runtime.leg.Meters;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** The routes of the runtime. */
public final class RuntimeApi {
  private static final Reply NO_CONTENT = new Reply(204, "application/json", Buffer.buffer());

  private final Legs legs;
  private final Meters meters;
  private final Probes probes;

  public RuntimeApi(Legs legs, Meters meters, Probes probes) {
    this.legs = legs;
    this.meters = meters;
    this.probes = probes;
  }

  /**
   * Adds the routes.
   *
   * @param internalToken asked for on everything but probes, metrics and description; empty for
   *     none
   */
  public void serve(Routes routes, String internalToken) {
    probes.serve(routes);
    probes.servePlainHealth(routes);
    Description.serve(routes, OpenApi.RUNTIME);
    routes
        .on(HttpMethod.GET, "/metrics", this::metrics)
        .guardedBy(Keys.internal(internalToken))
        .on(HttpMethod.POST, "/invoke", this::invoke)
        .on(HttpMethod.DELETE, "/invoke/:leg_id", this::cancel)
        .seal();
  }

  private Future<Reply> invoke(RoutingContext ctx) {
    InvokeRequest request = InvokeRequests.read(ctx);
    TraceContext trace = TraceContext.of(ctx.request().getHeader(TraceContext.HEADER));
    return Future.succeededFuture(Reply.json(202, legs.accept(request, trace)));
  }

  private Future<Reply> cancel(RoutingContext ctx) {
    legs.cancel(ctx.pathParam("leg_id"));
    return Future.succeededFuture(NO_CONTENT);
  }

  private Future<Reply> metrics(RoutingContext ctx) {
    return Future.succeededFuture(Reply.text(Meters.CONTENT_TYPE, meters.text()));
  }
}
