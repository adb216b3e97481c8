package dev.ktsu.http.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams to a plain socket, which can be told not to read. */
@Timeout(60)
class SseResponseTest {
  /** More than the buffers of both sockets hold. */
  private static final int MUCH = 20 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Served> served = new LinkedBlockingQueue<>();
  private final HttpServer server =
      vertx
          .createHttpServer()
          .requestHandler(
              request ->
                  served.add(new Served(new SseResponse(request), vertx.getOrCreateContext())))
          .listen(0, "127.0.0.1")
          .await();

  /** A stream and the event loop that it belongs to. */
  private record Served(SseResponse stream, Context loop) {
    void on(Consumer<SseResponse> action) {
      loop.runOnContext(now -> action.accept(stream));
    }
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Socket ask() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
    return socket;
  }

  private Served next() throws InterruptedException {
    Served next = served.poll(10, TimeUnit.SECONDS);
    assertTrue(next != null, "no request came");
    return next;
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    byte[] some = new byte[8_192];
    while (read.indexOf(end) < 0) {
      int count = socket.getInputStream().read(some);
      assertTrue(count > 0, "the stream ended after " + read);
      read.append(new String(some, 0, count, StandardCharsets.UTF_8));
    }
    return read.toString();
  }

  @Test
  void headAndEventsArriveAndTheEndClosesTheAnswer() throws Exception {
    try (Socket reader = ask()) {
      Served served = next();
      served.on(
          stream -> {
            stream.write(SseWriter.event(new SseEvent("hello", "{}", "1")));
            stream.end();
          });
      String text = readUntil(reader, "\r\n0\r\n\r\n");
      assertTrue(text.contains("text/event-stream"), text);
      assertTrue(text.contains("id: 1\nevent: hello\ndata: {}\n\n"), text);
      served.stream().closed().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatTheReaderHasNotTakenIsCountedUntilItTakesIt() throws Exception {
    BlockingQueue<Long> waiting = new LinkedBlockingQueue<>();
    try (Socket reader = ask()) {
      next()
          .on(
              stream -> {
                stream.write(Buffer.buffer("x".repeat(MUCH)));
                waiting.add(stream.waiting());
                stream.onTaken(() -> waiting.add(stream.waiting()));
              });
      assertTrue(waiting.poll(10, TimeUnit.SECONDS) >= MUCH);
      reader.getInputStream().skipNBytes(MUCH);
      Long left = waiting.poll(10, TimeUnit.SECONDS);
      while (left != null && left > 0) {
        left = waiting.poll(10, TimeUnit.SECONDS);
      }
      assertEquals(0L, left);
    }
  }

  @Test
  void readerThatGoesAwayClosesTheStream() throws Exception {
    Served served;
    try (Socket reader = ask()) {
      served = next();
      readUntil(reader, ": open");
    }
    served.stream().closed().await(10, TimeUnit.SECONDS);
  }

  @Test
  void cuttingDropsWhatWaits() throws Exception {
    long read = 0;
    try (Socket reader = ask()) {
      Served served = next();
      served.on(
          stream -> {
            stream.write(Buffer.buffer("x".repeat(MUCH)));
            stream.cut();
          });
      served.stream().closed().await(10, TimeUnit.SECONDS);
      read = reader.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      assertTrue(read < MUCH);
    }
    assertTrue(read < MUCH, "the reader got everything");
  }

  @Test
  void cuttingAStreamOfHttp2LeavesItsConnection() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/")).build();
    InputStream cut = client.send(request, BodyHandlers.ofInputStream()).body();
    next()
        .on(
            stream -> {
              stream.write(Buffer.buffer("x".repeat(MUCH)));
              stream.cut();
            });
    assertThrows(IOException.class, () -> cut.transferTo(OutputStream.nullOutputStream()));

    HttpResponse<InputStream> whole = client.send(request, BodyHandlers.ofInputStream());
    next().on(SseResponse::end);
    assertEquals(HttpClient.Version.HTTP_2, whole.version());
    assertEquals(": open\n\n", new String(whole.body().readAllBytes(), StandardCharsets.UTF_8));
  }
}
