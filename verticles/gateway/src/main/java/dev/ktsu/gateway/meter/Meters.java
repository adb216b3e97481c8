package dev.ktsu.gateway.meter;

import dev.ktsu.futures.Timers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** The meters of one gateway. */
public final class Meters {
  /** Of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final long LAG_PROBE_MILLIS = 500;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Counters for one model. */
  public ModelMeter model(String provider, String model) {
    return new ModelMeter(registry, provider, model);
  }

  /** Shows how many calls are under way or waiting. */
  public void inFlight(IntSupplier calls) {
    Gauge.builder("ktsu.gateway.calls.in.flight", calls::getAsInt)
        .description("Model calls under way or waiting")
        .register(registry);
  }

  /** Watches the event loop of the caller. */
  public Timers.Cancellable watchLoop(Timers timers) {
    AtomicLong lagNanos = new AtomicLong();
    Gauge.builder("ktsu.event.loop.lag", lagNanos, lag -> lag.get() / 1e9)
        .baseUnit("seconds")
        .description("How late the latest timer of the event loop was")
        .register(registry);
    return timers.every(LAG_PROBE_MILLIS, new LagProbe(registry, lagNanos));
  }

  /** Everything, as Prometheus reads it. */
  public String text() {
    return registry.scrape();
  }

  /** Runs each {@link #LAG_PROBE_MILLIS}; whatever comes on top is lag. */
  private static final class LagProbe implements Runnable {
    private final MeterRegistry registry;
    private final AtomicLong lagNanos;
    private long latest;

    LagProbe(MeterRegistry registry, AtomicLong lagNanos) {
      this.registry = registry;
      this.lagNanos = lagNanos;
      this.latest = now();
    }

    @Override
    public void run() {
      long now = now();
      long due = latest + TimeUnit.MILLISECONDS.toNanos(LAG_PROBE_MILLIS);
      lagNanos.set(Math.max(0, now - due));
      latest = now;
    }

    private long now() {
      return registry.config().clock().monotonicTime();
    }
  }
}
