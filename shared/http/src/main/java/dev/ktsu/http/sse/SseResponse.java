package dev.ktsu.http.sse;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * A stream to one reader. It knows how much the reader has left to take, so that whoever writes can
 * stop in time. Belongs to the event loop of its connection.
 */
public final class SseResponse {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Promise<Void> closed = Promise.promise();
  private Runnable onTaken = () -> {};
  private long written;
  private long taken;

  /** Answers the request with the head of a stream. */
  public SseResponse(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
    response.closeHandler(gone -> closed.tryComplete());
    response.exceptionHandler(broken -> closed.tryComplete());
    response
        .setChunked(true)
        .putHeader("Content-Type", SseWriter.CONTENT_TYPE)
        .putHeader("Cache-Control", "no-store")
        // Proxies that gather answers before they pass them on would hold events back.
        .putHeader("X-Accel-Buffering", "no");
    write(SseWriter.comment("open"));
  }

  /** Called whenever the network has taken something. */
  public void onTaken(Runnable action) {
    onTaken = action;
  }

  /** Sends a piece of the stream; nothing once it is closed. */
  public void write(Buffer piece) {
    if (isOpen()) {
      written += piece.length();
      response.write(piece).onSuccess(sent -> take(piece.length()));
    }
  }

  /** Bytes that were written and wait for the reader. */
  public long waiting() {
    return written - taken;
  }

  /** Bytes that the network has taken so far. */
  public long taken() {
    return taken;
  }

  public boolean isOpen() {
    return !closed.future().isComplete();
  }

  /** Succeeds when either side has closed the stream. */
  public Future<Void> closed() {
    return closed.future();
  }

  /** Ends the stream after what was written. */
  public void end() {
    if (isOpen()) {
      response.end();
      closed.tryComplete();
    }
  }

  /**
   * Ends the stream without what waits: its reader does not take it. Over HTTP/1.1 that needs the
   * channel itself, since a connection closes only after everything was sent.
   */
  public void cut() {
    if (!isOpen()) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      ((HttpServerConnection) request.connection()).channelHandlerContext().close();
    }
    closed.tryComplete();
  }

  private void take(int bytes) {
    taken += bytes;
    onTaken.run();
  }
}
