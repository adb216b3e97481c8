package dev.ktsu.gateway.route;

import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.gateway.price.Price;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model group; its entries are taken by turns, on whatever loop a request came in. */
final class Group {
  private final String name;
  private final List<Target> targets;
  private final @Nullable Double temperature;
  private final AtomicInteger turn = new AtomicInteger();

  Group(String name, List<Target> targets, @Nullable Double temperature) {
    this.name = name;
    this.targets = List.copyOf(targets);
    this.temperature = temperature;
  }

  String name() {
    return name;
  }

  /** For requests without one; null = none is sent. */
  @Nullable Double temperature() {
    return temperature;
  }

  /** The dearest that tokens can be at any of its models. */
  PriceList.Rate rate() {
    return targets.stream()
        .filter(Target.Model.class::isInstance)
        .map(target -> ((Target.Model) target).price().rate())
        .reduce(Price.FREE.rate(), PriceList.Rate::or);
  }

  /** The entry whose turn it is; nothing in an empty group. */
  Optional<Target> next() {
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(targets.get(Math.floorMod(turn.getAndIncrement(), targets.size())));
  }
}
