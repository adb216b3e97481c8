package dev.ktsu.gateway.budget;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.GatewayRequest.Allowance;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.price.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one request spends over all its tries, and may spend. Belongs to the event loop of the
 * request.
 */
public final class Account {
  private final GatewayRequest request;
  private final @Nullable Allowance allowance;
  private final List<Charge> charges = new ArrayList<>(1);
  private @Nullable Usd needs;

  public Account(GatewayRequest request) {
    this.request = request;
    this.allowance = request.spend();
  }

  /** Whether the leg has a limit. */
  public boolean isLimited() {
    return allowance != null;
  }

  /**
   * Opens the charge of the next try, to be called before anything of it is sent.
   *
   * @throws InvalidInput {@code budget_exceeded} (402) when its worst case passes the limit; equal
   *     is allowed
   */
  public Charge open(Price price) {
    Charge charge =
        allowance == null
            ? new Charge(price, () -> price.worst(request))
            : affordable(price, allowance);
    charges.add(charge);
    return charge;
  }

  /** What was billed for all tries, or may have been. */
  public Usd cost() {
    return sum(Charge::cost);
  }

  /** The part of {@link #cost} that no provider has confirmed. */
  public Usd estimate() {
    return sum(Charge::estimate);
  }

  /** The least limit with which the next try would have been made, once it was refused. */
  public Optional<Usd> needs() {
    return Optional.ofNullable(needs);
  }

  private Charge affordable(Price price, Allowance money) {
    Usd worst = price.worst(request);
    Usd spent = money.spentUsd().plus(cost());
    Usd least = spent.plus(worst);
    if (least.compareTo(money.limitUsd()) > 0) {
      needs = least;
      throw BudgetProblems.exceeded(worst, spent, money.limitUsd());
    }
    return new Charge(price, () -> worst);
  }

  private Usd sum(Function<Charge, Usd> part) {
    return charges.stream().map(part).reduce(Usd.ZERO, Usd::plus);
  }
}
