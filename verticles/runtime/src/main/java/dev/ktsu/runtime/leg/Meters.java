package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.CallbackPayload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.IntSupplier;

/** What this runtime counts. Any thread. */
public final class Meters {
  /** Of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter ok = legs(CallbackPayload.OK);
  private final Counter asking = legs(CallbackPayload.PENDING_APPROVAL);
  private final Counter failed = legs(CallbackPayload.FAILED);
  private final Counter refused = counter("legs.refused", "Legs refused as full or stopping");
  private final Counter modelCalls = counter("model.calls", "Calls of the gateway");
  private final Counter toolCalls = counter("tool.calls", "Calls of tools");
  private final Counter unheard =
      counter("callbacks.unacknowledged", "Posts of a result that were not acknowledged");
  private final Counter unreported =
      counter(
          "reports.unacknowledged", "Posts of a turn or a tool call that were not acknowledged");
  private final Counter lost = counter("callbacks.lost", "Results that were given up");

  /** Everything, as Prometheus reads it. */
  public String text() {
    return registry.scrape();
  }

  void watch(IntSupplier active, int slots) {
    Gauge.builder("ktsu.runtime.legs.active", active::getAsInt)
        .description("Legs without an acknowledged result")
        .register(registry);
    Gauge.builder("ktsu.runtime.slots", () -> slots)
        .description("Legs worked on at once, at most")
        .register(registry);
  }

  void ended(String status) {
    switch (status) {
      case CallbackPayload.OK -> ok.increment();
      case CallbackPayload.PENDING_APPROVAL -> asking.increment();
      default -> failed.increment();
    }
  }

  void refused() {
    refused.increment();
  }

  void modelCall() {
    modelCalls.increment();
  }

  void toolCalls(int calls) {
    toolCalls.increment(calls);
  }

  void unacknowledged() {
    unheard.increment();
  }

  void unreported() {
    unreported.increment();
  }

  void lost() {
    lost.increment();
  }

  private Counter legs(String status) {
    return Counter.builder("ktsu.runtime.legs")
        .description("Legs that have ended")
        .tag("status", status)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("ktsu.runtime." + name).description(description).register(registry);
  }
}
