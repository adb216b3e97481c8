package dev.ktsu.orchestrator.step;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The way to the receivers of webhook steps. */
@FunctionalInterface
public interface WebhookWire {
  /**
   * Makes one call and follows no redirect.
   *
   * @return fails when no answer came within {@link Request#timeoutMillis}; then it is unknown
   *     whether the receiver has heard
   */
  Future<Answer> send(Request request);

  /**
   * One call.
   *
   * @param method in capitals
   * @param url absolute
   * @param body JSON, empty for none
   * @param idempotencyKey the same for every try of an epoch
   * @param trace id that joins the logs of all tiers
   */
  record Request(
      String method,
      String url,
      byte[] body,
      String idempotencyKey,
      String trace,
      long timeoutMillis) {}

  /**
   * @param location where the receiver sends the caller on to, null for nowhere
   */
  record Answer(int status, @Nullable String location) {}
}
