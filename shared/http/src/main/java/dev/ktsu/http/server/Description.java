package dev.ktsu.http.server;

import dev.ktsu.contracts.openapi.OpenApi;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** What a tier says of its own requests: {@code GET /openapi.json}. */
public final class Description {
  private Description() {}

  /** It is the same on every tier of a release, so that no key is asked for. */
  public static void serve(Routes routes, OpenApi tier) {
    // Read when somebody asks, not at every start.
    routes.on(
        HttpMethod.GET,
        "/openapi.json",
        ctx -> Future.succeededFuture(Reply.json(tier.document())));
  }
}
