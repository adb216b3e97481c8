package dev.ktsu.gateway.meter;

import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.price.Usage;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What is counted for one model. */
public final class ModelMeter {
  private static final Duration[] LATENCY_BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(300)
  };

  private final MeterRegistry registry;
  private final String provider;
  private final String model;
  private final Map<String, Counter> calls = new ConcurrentHashMap<>();
  private final Counter attempts;
  private final Counter tokensIn;
  private final Counter tokensOut;
  private final Counter dollars;
  private final Timer latency;

  ModelMeter(MeterRegistry registry, String provider, String model) {
    this.registry = registry;
    this.provider = provider;
    this.model = model;
    this.attempts = counter("ktsu.gateway.attempts", "Calls made to providers, retries included");
    this.tokensIn = tokens("in");
    this.tokensOut = tokens("out");
    this.dollars = counter("ktsu.gateway.cost.usd", "Dollars spent on answers");
    this.latency =
        Timer.builder("ktsu.gateway.provider.latency")
            .description("Time of one call to a provider")
            .tags("provider", provider, "model", model)
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry);
  }

  /** A request was served. */
  public void answered(Usage usage, Usd cost) {
    outcome("ok");
    tokensIn.increment(usage.in());
    tokensOut.increment(usage.out());
    dollars.increment(cost.dollars().doubleValue());
  }

  /** A request ended with a problem. */
  public void failed(String code) {
    outcome(code);
  }

  /** One call to the provider begins; run the result when it has ended. */
  public Runnable attempt() {
    attempts.increment();
    Clock clock = registry.config().clock();
    long start = clock.monotonicTime();
    return () -> latency.record(clock.monotonicTime() - start, TimeUnit.NANOSECONDS);
  }

  private void outcome(String outcome) {
    calls
        .computeIfAbsent(
            outcome,
            word ->
                Counter.builder("ktsu.gateway.calls")
                    .description("Requests by outcome: ok or the code of the problem")
                    .tags("provider", provider, "model", model, "outcome", word)
                    .register(registry))
        .increment();
  }

  private Counter tokens(String direction) {
    return Counter.builder("ktsu.gateway.tokens")
        .description("Tokens as the providers report them")
        .tags("provider", provider, "model", model, "direction", direction)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tags("provider", provider, "model", model)
        .register(registry);
  }
}
