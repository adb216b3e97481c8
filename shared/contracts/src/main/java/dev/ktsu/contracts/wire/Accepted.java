package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A runtime's 202 to {@link InvokeRequest}; {@code status} is {@code accepted}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accepted(String runId, String status, String stepId, @Nullable String legId) {}
