package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.project.kinds.FileKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON Schemas of project files, for editors. They hold nothing of this orchestrator. */
public final class SchemasApi {
  private static final String ENDING = ".json";

  private final Map<FileKind, Reply> schemas = new ConcurrentHashMap<>();

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/schemas/:file", this::schema);
  }

  private Future<Reply> schema(RoutingContext ctx) {
    String file = ctx.pathParam("file");
    if (!file.endsWith(ENDING)) {
      throw unknown(file);
    }
    String word = file.substring(0, file.length() - ENDING.length());
    FileKind kind = FileKind.named(word).orElseThrow(() -> unknown(file));
    return Future.succeededFuture(
        schemas.computeIfAbsent(kind, absent -> Reply.json(absent.schema())));
  }

  private static InvalidInput unknown(String file) {
    return new InvalidInput(
        Code.NOT_FOUND,
        404,
        "404 page not found",
        "There is no schema " + file + ".",
        "Ask for one of " + String.join(ENDING + ", ", FileKind.words()) + ENDING + ".");
  }
}
