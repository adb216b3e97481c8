package dev.ktsu.runtime.leg;

import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;

/** What the orchestrator answers to what it is told: only the status counts. */
final class Acknowledgement {
  private static final long ANSWER_BYTES_MAX = 64 << 10;

  private Acknowledgement() {}

  /** Succeeds with a status of 2xx; fails with {@link Missing} for any other. */
  static Future<Void> read(HttpClientResponse response) {
    int status = response.statusCode();
    return Exchange.body(response, ANSWER_BYTES_MAX)
        .compose(
            body ->
                status / 100 == 2
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Missing(status)));
  }

  /** The answer was no acknowledgement. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Missing(int status) {
      super("the orchestrator returned " + status, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }

    /** Whether the same request may be acknowledged later; other refusals are for good. */
    boolean mayComeLater() {
      return switch (status) {
        case 401, 408, 429 -> true;
        default -> status >= 500;
      };
    }
  }
}
