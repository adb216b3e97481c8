package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the orchestrator answers to what it is told. */
final class Acknowledgement {
  private static final long ANSWER_BYTES_MAX = 64 << 10;

  private Acknowledgement() {}

  /** Succeeds with the body of a status of 2xx; fails with {@link Missing} for any other. */
  static Future<Buffer> read(HttpClientResponse response) {
    int status = response.statusCode();
    long wait = waitMillis(response.getHeader("Retry-After"));
    return Exchange.body(response, ANSWER_BYTES_MAX)
        .compose(
            body ->
                status / 100 == 2
                    ? Future.succeededFuture(body)
                    : Future.failedFuture(new Missing(status, codeIn(body), wait)));
  }

  private static Code codeIn(Buffer body) {
    try {
      return Code.of(Json.parse(body.getBytes()).path("code").asText());
    } catch (InvalidInput noJson) {
      return Code.of("");
    }
  }

  /** Whole seconds, as our orchestrators send them. */
  private static long waitMillis(@Nullable String retryAfter) {
    return retryAfter != null && retryAfter.matches("\\d{1,6}")
        ? TimeUnit.SECONDS.toMillis(Long.parseLong(retryAfter))
        : 0;
  }

  /** The answer was no acknowledgement. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final Code code;
    private final long retryAfterMillis;

    Missing(int status, Code code, long retryAfterMillis) {
      super("the orchestrator returned " + status, null, false, false);
      this.status = status;
      this.code = code;
      this.retryAfterMillis = retryAfterMillis;
    }

    int status() {
      return status;
    }

    /** {@link Code#AGENT_FAILED} where the answer names none that is known. */
    Code code() {
      return code;
    }

    /** The wait that the orchestrator asks for; 0 for none. */
    long retryAfterMillis() {
      return retryAfterMillis;
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
