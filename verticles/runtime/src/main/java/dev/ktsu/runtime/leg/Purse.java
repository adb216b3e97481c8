package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest.Allowance;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Spend;
import dev.ktsu.contracts.wire.Usd;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The money of one leg: what it may spend, what it has spent, and what it owes for calls whose
 * answer was lost. A call that went out owes its worst case until its answer says what it cost.
 * Belongs to one event loop.
 */
final class Purse {
  private final @Nullable String url;
  private @Nullable Usd limit;
  private Usd spent;

  /** The part of {@link #spent} that no answer has confirmed. */
  private Usd owed = Usd.ZERO;

  private @Nullable Supplier<Usd> underWay;

  private Purse(@Nullable Spend spend, Usd spent) {
    this.limit = spend == null ? null : spend.limitUsd();
    this.url = spend == null ? null : spend.url();
    this.spent = spent;
  }

  /** With what the leg has spent before, where it goes on for a lost one. */
  static Purse of(InvokeRequest request) {
    return new Purse(request.spend(), request.start().metrics().costUsd());
  }

  boolean isLimited() {
    return limit != null;
  }

  /** Where more can be asked for. */
  Optional<String> url() {
    return Optional.ofNullable(url);
  }

  /** What the next call is told; null without a limit. */
  @Nullable Allowance allowance() {
    return limit == null ? null : new Allowance(limit, spent.plus(underWay()));
  }

  /** The question for a limit of at least {@code needs}. */
  Spend.Ask ask(Usd needs) {
    return new Spend.Ask(needs, spent);
  }

  /** The limit from now on; a lower one was overtaken on its way. */
  void raise(Usd to) {
    limit = limit == null ? null : Usd.max(limit, to);
  }

  /**
   * A call goes out.
   *
   * @param worst what it may cost, asked only if no answer comes
   */
  void sent(Supplier<Usd> worst) {
    settle(underWay());
    underWay = worst;
  }

  /** The call under way was answered. */
  void answered(GatewayAnswer answer) {
    underWay = null;
    spent = spent.plus(answer.costUsd());
  }

  /**
   * The call under way was refused.
   *
   * @param estimate what its tries may have cost
   */
  void refused(Usd estimate) {
    settle(estimate);
  }

  /** What is owed so far, also for the call under way; answers are not in it. */
  Metrics owed() {
    return Metrics.estimated(owed.plus(underWay()));
  }

  private void settle(Usd estimate) {
    underWay = null;
    owed = owed.plus(estimate);
    spent = spent.plus(estimate);
  }

  /** No gateway spends more than the limit that it was told. */
  private Usd underWay() {
    if (underWay == null) {
      return Usd.ZERO;
    }
    Usd worst = underWay.get();
    return limit == null ? worst : Usd.min(worst, limit.beyond(spent));
  }
}
