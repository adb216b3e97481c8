package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a leg of a run with a budget may spend.
 *
 * @param limitUsd in all, over what it was resumed with too; nothing where it is left out: the leg
 *     then asks before its first call
 * @param url takes an {@link Ask} for a higher limit; null where none is given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Spend(Usd limitUsd, @Nullable String url) {
  public Spend {
    limitUsd = Objects.requireNonNullElse(limitUsd, Usd.ZERO);
  }

  /**
   * What a runtime posts to {@link Spend#url}. 200 with a {@link Limit} of at least {@code
   * needsUsd}; 409 {@code budget_busy} with {@code Retry-After} while other legs hold what is left;
   * 402 {@code budget_exceeded} when nothing can be given any more; 403, 404 and other 409s say
   * that the leg is closed.
   *
   * @param needsUsd the least limit that would do
   * @param spentUsd what the leg has spent: while it waits, others may have the rest of its limit;
   *     null where it keeps it
   */
  public record Ask(Usd needsUsd, @Nullable Usd spentUsd) {
    public Ask {
      needsUsd = Objects.requireNonNullElse(needsUsd, Usd.ZERO);
    }
  }

  /** What a leg may spend from now on; the largest that it was told counts. */
  public record Limit(Usd limitUsd) {
    public Limit {
      limitUsd = Objects.requireNonNullElse(limitUsd, Usd.ZERO);
    }
  }
}
