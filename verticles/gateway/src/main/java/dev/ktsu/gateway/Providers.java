package dev.ktsu.gateway;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.config.GatewayConfig;
import dev.ktsu.gateway.config.ProviderConfig;
import dev.ktsu.gateway.provider.Dialect;
import dev.ktsu.gateway.provider.HttpProvider;
import dev.ktsu.gateway.provider.Provider;
import dev.ktsu.gateway.provider.anthropic.Anthropic;
import dev.ktsu.gateway.provider.openai.OpenAi;
import dev.ktsu.gateway.provider.simulated.Simulated;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/** Builds providers by their type in gateway.yaml. */
final class Providers {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final Settings settings;

  Providers(Vertx vertx, Settings settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  /**
   * The providers by name.
   *
   * @throws InvalidInput when one cannot be built, with its place in the file
   */
  Map<String, Provider> of(GatewayConfig config) {
    Map<String, Provider> providers = new HashMap<>();
    config.providers().forEach(one -> providers.put(one.name(), provider(one)));
    return providers;
  }

  private Provider provider(ProviderConfig config) {
    return switch (config.type()) {
      case OPENAI -> http(config, new OpenAi(config));
      case ANTHROPIC -> http(config, new Anthropic(config));
      case SIMULATED -> new Simulated(config, Timers.of(vertx));
    };
  }

  private HttpProvider http(ProviderConfig config, Dialect dialect) {
    ClientHabits habits =
        new ClientHabits(
            "provider-" + config.name(),
            settings.get(Registry.PROVIDER_CONNECTIONS),
            CONNECT_MILLIS,
            IDLE_SECONDS,
            settings.get(Registry.PROVIDER_TIMEOUT_MS),
            false);
    return new HttpProvider(dialect, Clients.http(vertx, habits), Timers.of(vertx));
  }
}
