package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.definition.Catalog;
import dev.ktsu.project.Definition;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/** The files that runs are pinned to. */
public final class DefinitionsApi {
  private final Catalog catalog;
  private final Secrets secrets;

  /**
   * @param secrets values that are shown nowhere
   */
  public DefinitionsApi(Catalog catalog, Secrets secrets) {
    this.catalog = catalog;
    this.secrets = secrets;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/definitions/:digest", this::definition);
  }

  /** {@code {"digest", "files": {path: text}}}, with a mask where a secret value stood. */
  private Future<Reply> definition(RoutingContext ctx) {
    String digest = ctx.pathParam("digest");
    return catalog
        .find(digest)
        .map(found -> Reply.json(shown(found.orElseThrow(() -> unknown(digest)))));
  }

  private ObjectNode shown(Definition definition) {
    ObjectNode body = Json.object().put("digest", definition.digest());
    ObjectNode files = body.putObject("files");
    definition
        .files()
        .forEach(
            (path, bytes) ->
                files.put(path, secrets.scrub(new String(bytes, StandardCharsets.UTF_8))));
    return body;
  }

  private static InvalidInput unknown(String digest) {
    return new InvalidInput(
        Code.DEFINITION_NOT_FOUND,
        404,
        "definition not found",
        "No definition with the digest \"" + digest + "\" is kept.",
        "The record of a run names its own in definition.");
  }
}
