package dev.ktsu.http.server;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.http.trace.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A router whose handlers return futures of replies, with the answers of the house for everything
 * else: 404, 405 with {@code Allow}, 413, 400 for broken JSON, 500 with a reference into the log.
 */
public final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final Router router;
  private final BodyHandler bodies;
  private final long bodyBytesMax;
  private final Set<String> paths = new TreeSet<>();
  private Handler<RoutingContext> guard = Keys.NONE;

  /**
   * @param bodyBytesMax largest request body; a larger one is answered with 413
   */
  public Routes(Vertx vertx, long bodyBytesMax) {
    this.router = Router.router(vertx);
    this.bodyBytesMax = bodyBytesMax;
    this.bodies = BodyHandler.create(false).setBodyLimit(bodyBytesMax);
    for (int status : new int[] {400, 413, 500}) {
      router.errorHandler(status, this::fail);
    }
  }

  public Router router() {
    return router;
  }

  /** Runs before every request, known path or not. */
  public Routes before(Handler<RoutingContext> check) {
    router.route().handler(check);
    return this;
  }

  /**
   * Runs before the routes that are added from now on, until another takes its place. It belongs to
   * them, so that no other spelling of their paths gets around it.
   */
  public Routes guardedBy(Handler<RoutingContext> check) {
    guard = check;
    return this;
  }

  /**
   * Serves a path. Path parameters match one segment and are percent-decoded. A handler that begins
   * an answer itself, such as a stream, also ends it; its reply is then passed over.
   */
  public Routes on(
      HttpMethod method, String path, Function<RoutingContext, Future<Reply>> handler) {
    paths.add(path);
    serve(router.route(method, path), method, handler);
    if (method == HttpMethod.GET) {
      serve(router.route(HttpMethod.HEAD, path), method, handler);
    }
    return this;
  }

  private void serve(
      Route route, HttpMethod method, Function<RoutingContext, Future<Reply>> handler) {
    if (guard != Keys.NONE) {
      route.handler(guard);
    }
    if (method != HttpMethod.GET) {
      route.handler(this::read);
    }
    route.handler(ctx -> answer(ctx, handler));
  }

  /** A body is JSON whatever it is called; the reader of bodies would take a form apart. */
  private void read(RoutingContext ctx) {
    ctx.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    bodies.handle(ctx);
  }

  /** Adds the answers for unknown paths and methods; call it last. */
  public Routes seal() {
    for (String path : paths) {
      router.route(path).handler(this::methodNotAllowed);
    }
    router.route().handler(ctx -> send(ctx, Problems.notFound(ctx.request().path())));
    return this;
  }

  /** Ends the request with a problem. */
  public static void send(RoutingContext ctx, Problem problem) {
    send(ctx, Reply.problem(problem));
  }

  private void answer(RoutingContext ctx, Function<RoutingContext, Future<Reply>> handler) {
    Future<Reply> reply;
    try {
      reply = handler.apply(ctx);
    } catch (RuntimeException failure) {
      reply = Future.failedFuture(failure);
    }
    reply.onComplete(ok -> send(ctx, ok), failure -> send(ctx, problemOf(ctx, failure)));
  }

  private static void send(RoutingContext ctx, Reply reply) {
    HttpServerResponse response = ctx.response();
    if (response.headWritten() || response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    if (reply.body().length() > 0) {
      response.putHeader("Content-Type", reply.contentType());
    }
    response.end(reply.body());
  }

  private void fail(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    int status = cause instanceof HttpException http ? http.getStatusCode() : ctx.statusCode();
    switch (status) {
      case 413 -> send(ctx, Problems.bodyTooLarge(bodyBytesMax));
      case 400 -> send(ctx, Problems.invalidRequest("The request cannot be read."));
      default ->
          send(
              ctx,
              problemOf(
                  ctx, cause == null ? new IllegalStateException("status " + status) : cause));
    }
  }

  private void methodNotAllowed(RoutingContext ctx) {
    Set<String> allowed = new TreeSet<>();
    String path = ctx.currentRoute().getPath();
    for (Route route : router.getRoutes()) {
      if (path.equals(route.getPath()) && route.methods() != null) {
        route.methods().forEach(method -> allowed.add(method.name()));
      }
    }
    String list = String.join(", ", allowed);
    ctx.response().putHeader("Allow", list);
    send(ctx, Problems.methodNotAllowed(ctx.request().method().name(), list));
  }

  private static Problem problemOf(RoutingContext ctx, Throwable failure) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    String reference = TraceContext.of(ctx.request().getHeader(TraceContext.HEADER)).traceId();
    LOG.atError()
        .addKeyValue("trace", reference)
        .setCause(failure)
        .log("{} {} failed", ctx.request().method(), ctx.normalizedPath());
    return Problems.internal(reference);
  }
}
