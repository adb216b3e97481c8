package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members of a gateway's error answer that a runtime reads, from our gateway and from Go's.
 *
 * @param error {@code unknown_group}, {@code provider_error}, {@code budget_exceeded}, …
 * @param retryable the same call may succeed later
 * @param attempts calls made to providers; null from Go, whose gateway never retries
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayFailure(
    String error, String message, boolean retryable, @Nullable Integer attempts) {
  public GatewayFailure {
    error = Objects.requireNonNullElse(error, "");
    message = Objects.requireNonNullElse(message, "");
  }
}
