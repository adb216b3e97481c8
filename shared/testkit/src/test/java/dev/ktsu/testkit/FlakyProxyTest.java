package dev.ktsu.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlakyProxyTest {
  private static final int END = -1;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger arrived = new AtomicInteger();
  private FlakyProxy proxy;

  @BeforeEach
  void start() {
    int echo =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        data -> {
                          arrived.addAndGet(data.length());
                          socket.write(data);
                        }))
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    proxy = FlakyProxy.start(vertx, echo);
  }

  @AfterEach
  void stop() {
    proxy.stop();
    vertx.close().await();
  }

  @Test
  void passesEverythingUntilToldOtherwise() throws IOException {
    assertEquals('x', echoed());
    assertEquals(1, arrived.get());
  }

  @Test
  void lostRequestDoesNotArrive() throws IOException {
    proxy.loseRequests(1);
    assertEquals(END, echoed());
    assertTrue(proxy.hasLostAll());
    assertEquals(0, arrived.get());
    assertEquals('x', echoed());
  }

  @Test
  void requestOfALostAnswerArrives() throws IOException {
    proxy.loseAnswers(1);
    assertEquals(END, echoed());
    assertEquals(1, arrived.get());
    assertEquals('x', echoed());
  }

  @Test
  void downBreaksWhatIsOpenAndRefusesWhatIsNew() throws IOException {
    try (Socket open = open()) {
      assertEquals('x', echo(open));
      proxy.down();
      assertEquals(END, open.getInputStream().read());
    }
    assertEquals(END, echoed());
    proxy.up();
    assertEquals('x', echoed());
  }

  @Test
  void silenceBreaksNothing() throws IOException {
    try (Socket open = open()) {
      proxy.silent();
      open.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, () -> echo(open));
      proxy.up();
      assertThrows(SocketTimeoutException.class, () -> echo(open));
    }
    assertEquals('x', echoed());
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", proxy.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private int echoed() throws IOException {
    try (Socket socket = open()) {
      return echo(socket);
    }
  }

  private static int echo(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    InputStream answer = socket.getInputStream();
    return answer.read();
  }
}
