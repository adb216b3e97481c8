package dev.ktsu.gateway.provider;

import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.config.ProviderConfig;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.project.ProviderType;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Providers for tests, built as the gateway builds them. */
public final class TestProviders {
  private TestProviders() {}

  /** A provider that speaks {@code dialect} to {@code url}; {@code settings} are key, value, … */
  public static HttpProvider http(
      Vertx vertx, Function<ProviderConfig, Dialect> dialect, String url, String... settings) {
    Map<String, String> values = new HashMap<>(Map.of("base_url", url, "api_key", "sk-test-0123"));
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    ClientHabits habits = new ClientHabits("test", 8, 2_000, 10, 10_000, false);
    return new HttpProvider(
        dialect.apply(config(values)), Clients.http(vertx, habits), Timers.of(vertx));
  }

  public static ProviderConfig config(Map<String, String> values) {
    return new ProviderConfig("p", ProviderType.SIMULATED, values, Map.of());
  }
}
