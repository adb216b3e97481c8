package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a leg, a step or a run has used.
 *
 * @param modelResolved {@code provider/model} of the first model call
 * @param durationMs wall time in milliseconds
 * @param costUsd everything that was or may have been billed
 * @param reflectCalls model calls made by reflection, counted in {@code llmCalls} too
 * @param estimatedUsd the part of {@code costUsd} that stands for calls without an answer, at their
 *     worst case
 */
public record Metrics(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String modelResolved,
    long durationMs,
    long tokensIn,
    long tokensOut,
    Usd costUsd,
    long llmCalls,
    long toolCalls,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean reflected,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long reflectCalls,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Usd.Nothing.class)
        Usd estimatedUsd) {
  public static final Metrics NONE = new Metrics(null, 0, 0, 0, Usd.ZERO, 0, 0, false, 0);

  public Metrics {
    costUsd = Objects.requireNonNullElse(costUsd, Usd.ZERO);
    estimatedUsd = Objects.requireNonNullElse(estimatedUsd, Usd.ZERO);
    reflected = reflected || reflectCalls > 0;
  }

  /** Usage without estimates. */
  public Metrics(
      @Nullable String modelResolved,
      long durationMs,
      long tokensIn,
      long tokensOut,
      Usd costUsd,
      long llmCalls,
      long toolCalls,
      boolean reflected,
      long reflectCalls) {
    this(
        modelResolved,
        durationMs,
        tokensIn,
        tokensOut,
        costUsd,
        llmCalls,
        toolCalls,
        reflected,
        reflectCalls,
        Usd.ZERO);
  }

  /** Only the money of a call without an answer. */
  public static Metrics estimated(Usd worst) {
    return new Metrics(null, 0, 0, 0, worst, 0, 0, false, 0, worst);
  }

  /** Only the time, as of a step without a model. */
  public static Metrics lasting(long durationMs) {
    return new Metrics(null, Math.max(0, durationMs), 0, 0, Usd.ZERO, 0, 0, false, 0);
  }

  public Metrics withDurationMs(long millis) {
    return new Metrics(
        modelResolved,
        millis,
        tokensIn,
        tokensOut,
        costUsd,
        llmCalls,
        toolCalls,
        reflected,
        reflectCalls,
        estimatedUsd);
  }

  /** What is beyond {@code known}, a part of this. */
  public Metrics beyond(Metrics known) {
    return new Metrics(
        modelResolved,
        Math.max(0, durationMs - known.durationMs),
        Math.max(0, tokensIn - known.tokensIn),
        Math.max(0, tokensOut - known.tokensOut),
        costUsd.beyond(known.costUsd),
        Math.max(0, llmCalls - known.llmCalls),
        Math.max(0, toolCalls - known.toolCalls),
        reflected,
        Math.max(0, reflectCalls - known.reflectCalls),
        estimatedUsd.beyond(known.estimatedUsd));
  }

  /** The sum; the model is that of the first that has one. */
  public Metrics plus(Metrics other) {
    return new Metrics(
        modelResolved != null ? modelResolved : other.modelResolved,
        durationMs + other.durationMs,
        tokensIn + other.tokensIn,
        tokensOut + other.tokensOut,
        costUsd.plus(other.costUsd),
        llmCalls + other.llmCalls,
        toolCalls + other.toolCalls,
        reflected || other.reflected,
        reflectCalls + other.reflectCalls,
        estimatedUsd.plus(other.estimatedUsd));
  }
}
