package dev.ktsu.gateway.route;

import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.config.GatewayConfig;
import dev.ktsu.gateway.meter.Meters;
import dev.ktsu.gateway.price.BuiltInPrices;
import dev.ktsu.gateway.price.Price;
import dev.ktsu.gateway.provider.Provider;
import dev.ktsu.project.ModelGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model groups of one gateway, by name. */
public final class Groups {
  private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

  private final Map<String, Group> groups = new HashMap<>();
  private final Set<String> unpriced = new HashSet<>();
  private final boolean allowsUnpriced;

  /**
   * @param providers by name
   * @param allowsUnpriced whether a model without a known price costs nothing under a budget too
   */
  public Groups(
      GatewayConfig config,
      Map<String, Provider> providers,
      Meters meters,
      boolean allowsUnpriced) {
    this.allowsUnpriced = allowsUnpriced;
    for (ModelGroup group : config.groups()) {
      List<Target> targets =
          group.models().stream().map(model -> target(model, group, providers, meters)).toList();
      groups.put(group.name(), new Group(group.name(), targets, temperature(group)));
    }
  }

  /**
   * What requests may cost, by group.
   *
   * @param tries provider calls that one request may lead to
   */
  public PriceList prices(int tries) {
    Map<String, PriceList.Rate> rates = new HashMap<>();
    groups.forEach((name, group) -> rates.put(name, group.rate()));
    return new PriceList(rates, tries);
  }

  Optional<Group> find(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  private Target target(
      String entry, ModelGroup group, Map<String, Provider> providers, Meters meters) {
    int slash = entry.indexOf('/');
    if (slash < 0) {
      return new Target.Broken(RouteProblems.invalidModel(entry));
    }
    String providerName = entry.substring(0, slash);
    Provider provider = providers.get(providerName);
    if (provider == null) {
      return new Target.Broken(RouteProblems.noProvider(providerName));
    }
    String model = entry.substring(slash + 1);
    Optional<Price> price = price(model, group);
    boolean isPriced = price.isPresent() || !provider.isPaid() || allowsUnpriced;
    return new Target.Model(
        entry,
        model,
        provider,
        price.orElseGet(() -> unknown(model, provider)),
        isPriced,
        meters.model(providerName, model));
  }

  private static Optional<Price> price(String model, ModelGroup group) {
    return group.pricing().stream()
        .filter(price -> price.model().equals(model))
        .findFirst()
        .map(Groups::configured)
        .or(() -> BuiltInPrices.of(model));
  }

  private Price unknown(String model, Provider provider) {
    if (provider.isPaid() && unpriced.add(model)) {
      LOG.warn("no price is known for model {}; its calls cost 0", model);
    }
    return Price.FREE;
  }

  private static Price configured(ModelGroup.Price price) {
    return new Price(
        new Usd(price.inputNanosPerMillion()),
        new Usd(price.cachedInputNanosPerMillion()),
        new Usd(price.cacheWriteNanosPerMillion()),
        new Usd(price.outputNanosPerMillion()));
  }

  private static @Nullable Double temperature(ModelGroup group) {
    return group.defaultTemperature().isPresent() ? group.defaultTemperature().getAsDouble() : null;
  }
}
