package dev.ktsu.gateway.budget;

import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.price.Price;
import dev.ktsu.gateway.price.Usage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one try costs: its worst case, until the provider has said something else. Belongs to the
 * event loop of the request.
 */
public final class Charge {
  private final Price price;
  private final Supplier<Usd> worst;
  private @Nullable Usd told;

  /**
   * @param worst asked only where the provider says nothing
   */
  public Charge(Price price, Supplier<Usd> worst) {
    this.price = price;
    this.worst = worst;
  }

  /** The provider has certainly billed nothing. */
  public void nothing() {
    told = Usd.ZERO;
  }

  /** The provider has billed these tokens. */
  public void used(Usage usage) {
    told = price.of(usage);
  }

  /** What was billed, or may have been. */
  public Usd cost() {
    return told == null ? worst.get() : told;
  }

  /** The part of {@link #cost} that the provider has not confirmed. */
  Usd estimate() {
    return told == null ? worst.get() : Usd.ZERO;
  }
}
