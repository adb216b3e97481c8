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
 * @param estimatedUsd what was or may have been billed all the same: tries without an answer count
 *     with their worst case
 * @param needsUsd with {@code budget_exceeded} by the leg's own limit: the least limit that would
 *     do; null for every other failure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayFailure(
    String error,
    String message,
    boolean retryable,
    @Nullable Integer attempts,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Usd.Nothing.class)
        Usd estimatedUsd,
    @Nullable Usd needsUsd) {
  public GatewayFailure {
    error = Objects.requireNonNullElse(error, "");
    message = Objects.requireNonNullElse(message, "");
    estimatedUsd = Objects.requireNonNullElse(estimatedUsd, Usd.ZERO);
  }
}
