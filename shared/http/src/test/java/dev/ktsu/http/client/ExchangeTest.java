package dev.ktsu.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private static final long LONG = 10_000;

  private final Cancellation cancellation = new Cancellation();
  private final Promise<Void> reached = Promise.promise();
  private final Promise<Void> brokenOff = Promise.promise();
  private Vertx vertx;
  private int port;
  private HttpClient client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    HttpServer server =
        vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1").await();
    port = server.actualPort();
    client = Clients.http(vertx, ClientHabits.tier("test", LONG));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void bodyGoesOutAndTheAnswerComesBack() {
    assertEquals("hello", send("/echo", LONG, 100).await().toString());
  }

  @Test
  void closedPortHasSeenNothing() {
    // One that was free just now may be that of another test.
    port = 1;
    assertEquals(CallFailure.Kind.NOT_SENT, failureOf(send("/echo", LONG, 100)));
  }

  @Test
  void brokenConnectionIsALostAnswer() {
    assertEquals(CallFailure.Kind.LOST, failureOf(send("/break", LONG, 100)));
  }

  @Test
  void deadlineCoversTheWholeAnswer() throws TimeoutException {
    assertEquals(CallFailure.Kind.LATE, failureOf(send("/hang", 50, 100)));
    brokenOff.future().await(LONG, TimeUnit.MILLISECONDS);
  }

  @Test
  void cancellingBreaksTheCallOff() throws TimeoutException {
    Future<Buffer> answer = send("/hang", LONG, 100);
    reached.future().await(LONG, TimeUnit.MILLISECONDS);
    vertx.runOnContext(now -> cancellation.cancel());
    assertEquals(CallFailure.Kind.CANCELLED, failureOf(answer));
    brokenOff.future().await(LONG, TimeUnit.MILLISECONDS);
  }

  @Test
  void callOfACancelledTaskIsNotMade() {
    cancellation.cancel();
    assertEquals(CallFailure.Kind.CANCELLED, failureOf(send("/echo", LONG, 100)));
    assertEquals(false, reached.future().isComplete());
  }

  @Test
  void answerBeyondTheLimitIsRefused() {
    assertEquals(CallFailure.Kind.TOO_LARGE, failureOf(send("/echo", LONG, 4)));
  }

  private void serve(HttpServerRequest request) {
    reached.tryComplete();
    request.response().closeHandler(closed -> brokenOff.tryComplete());
    switch (request.path()) {
      case "/echo" -> request.body().onSuccess(body -> request.response().end(body));
      case "/break" -> request.connection().close();
      default -> request.response().setChunked(true).write("some");
    }
  }

  private Future<Buffer> send(String path, long millis, int bytesMax) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI("http://127.0.0.1:" + port + path);
    Promise<Buffer> answer = Promise.promise();
    vertx.runOnContext(
        now ->
            Exchange.send(
                    new Exchange.Line(client, Timers.of(vertx), cancellation),
                    options,
                    () -> Buffer.buffer("hello"),
                    millis,
                    response -> Exchange.body(response, bytesMax))
                .onComplete(answer));
    return answer.future();
  }

  private static CallFailure.Kind failureOf(Future<Buffer> answer) {
    return assertThrows(CallFailure.class, answer::await).kind();
  }
}
