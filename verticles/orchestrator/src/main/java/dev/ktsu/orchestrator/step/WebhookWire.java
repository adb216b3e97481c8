package dev.ktsu.orchestrator.step;

import io.vertx.core.Future;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The way to the receivers of webhook steps. */
@FunctionalInterface
public interface WebhookWire {
  /**
   * Makes one call and follows no redirect.
   *
   * @return fails with {@link WebhookProblems#privateAddress} or {@link
   *     WebhookProblems#answerTooLarge}; with anything else when no answer came within {@link
   *     Terms#timeoutMillis}: then it is unknown whether the receiver has heard
   */
  Future<Answer> send(Request request);

  /**
   * One call.
   *
   * @param method in capitals
   * @param uri absolute, with a host
   * @param headers of the author, without those of {@link Terms}
   * @param body JSON, empty for none
   */
  record Request(String method, URI uri, Map<String, String> headers, byte[] body, Terms terms) {}

  /**
   * What a call is made under.
   *
   * @param idempotencyKey the same for every try of an epoch
   * @param trace id that joins the logs of all tiers
   * @param guarded whether the host comes from the run: then it must not be a private address
   * @param answerBytesMax of the body, 0 when nobody reads it
   */
  record Terms(
      String idempotencyKey,
      String trace,
      long timeoutMillis,
      boolean guarded,
      int answerBytesMax) {}

  /**
   * What came back.
   *
   * @param headers by name in any case; of several with one name the first
   * @param body empty when nobody reads it
   */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
      Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      byName.putAll(headers);
      headers = Collections.unmodifiableMap(byName);
    }

    /** An answer of which there is nothing else to say. */
    public static Answer of(int status) {
      return new Answer(status, Map.of(), new byte[0]);
    }

    /** Where the receiver sends the caller on to, null for nowhere. */
    @Nullable String location() {
      return status >= 300 && status < 400 ? headers.get("Location") : null;
    }

    boolean isGood() {
      return status >= 200 && status < 300;
    }
  }
}
