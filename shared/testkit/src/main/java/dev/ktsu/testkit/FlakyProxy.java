package dev.ktsu.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy between two real parts that loses what a network may lose. It stands on loopback and
 * is steered from the test's thread.
 */
public final class FlakyProxy {
  private static final long START_SECONDS = 10;

  private final NetClient client;
  private final int targetPort;
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requestsToLose = new AtomicInteger();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private final NetServer server;
  private volatile boolean goDownThen;
  private volatile boolean down;
  private volatile boolean silent;

  private FlakyProxy(Vertx vertx, int targetPort) {
    this.client = vertx.createNetClient();
    this.targetPort = targetPort;
    this.server =
        vertx
            .createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
            .connectHandler(this::connect);
  }

  /** Starts one before a port of loopback. */
  public static FlakyProxy start(Vertx vertx, int targetPort) {
    FlakyProxy proxy = new FlakyProxy(vertx, targetPort);
    try {
      proxy.server.listen().await(START_SECONDS, TimeUnit.SECONDS);
      return proxy;
    } catch (TimeoutException late) {
      throw new AssertionError("the proxy did not start", late);
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** The next requests do not arrive: the connection breaks before them. */
  public void loseRequests(int times) {
    requestsToLose.set(times);
  }

  /** The next answers do not arrive, though the requests did: the connection breaks after them. */
  public void loseAnswers(int times) {
    answersToLose.set(times);
  }

  /** The next answer is lost as by {@link #loseAnswers}, and from then on it is {@link #down}. */
  public void loseAnswerAndGoDown() {
    goDownThen = true;
    loseAnswers(1);
  }

  /** Whether everything that was to be lost is lost. */
  public boolean hasLostAll() {
    return requestsToLose.get() == 0 && answersToLose.get() == 0;
  }

  /** Breaks every connection and takes no new one, until {@link #up}. */
  public void down() {
    down = true;
    open.forEach(NetSocket::close);
  }

  /** Nothing arrives any more in either direction, and no connection breaks, until {@link #up}. */
  public void silent() {
    silent = true;
  }

  /** Works again, for new connections; those that were silent stay so. */
  public void up() {
    silent = false;
    down = false;
  }

  public void stop() {
    server.close().await();
    client.close().await();
  }

  private void connect(NetSocket near) {
    if (down) {
      near.close();
      return;
    }
    near.pause();
    client
        .connect(targetPort, "127.0.0.1")
        .onSuccess(far -> join(near, far))
        .onFailure(refused -> near.close());
  }

  private void join(NetSocket near, NetSocket far) {
    open.add(near);
    near.closeHandler(
        closed -> {
          open.remove(near);
          far.close();
        });
    far.closeHandler(closed -> near.close());
    boolean[] dead = {false};
    near.handler(data -> pass(data, far, near, requestsToLose, dead));
    far.handler(data -> pass(data, near, near, answersToLose, dead));
    near.resume();
  }

  private void pass(
      Buffer data, NetSocket to, NetSocket near, AtomicInteger toLose, boolean[] dead) {
    if (silent || dead[0]) {
      dead[0] = true;
    } else if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      dead[0] = true;
      near.close();
      if (goDownThen) {
        goDownThen = false;
        down();
      }
    } else {
      to.write(data);
    }
  }
}
