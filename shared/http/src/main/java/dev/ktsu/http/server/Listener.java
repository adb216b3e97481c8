package dev.ktsu.http.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** An HTTP/1.1 and h2c server with the limits of the house. */
public final class Listener {
  private static final int BACKLOG = 4096;
  private static final int HEADER_BYTES_MAX = 32 * 1024;
  private static final int HTTP2_STREAMS_MAX = 1_000;

  /**
   * Longer than any client of ours keeps an idle connection, so that no request meets a closing
   * one.
   */
  private static final int IDLE_SECONDS = 120;

  private Listener() {}

  /**
   * Listens on {@code host:port}; port 0 is any free port.
   *
   * @return the server; fails with a {@link java.net.BindException} when the address is taken
   */
  public static Future<HttpServer> listen(Vertx vertx, Router router, String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setMaxInitialLineLength(16 * 1024)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHttp2ClearTextEnabled(true);
    options.getInitialSettings().setMaxConcurrentStreams(HTTP2_STREAMS_MAX);
    return vertx.createHttpServer(options).requestHandler(router).listen();
  }
}
