package dev.ktsu.contracts.wire;

import dev.ktsu.contracts.json.Json;
import java.util.Map;

/**
 * {@code GET /prices} of a gateway: what a runtime needs to know what a call may have cost whose
 * answer was lost. A gateway without it keeps no limits.
 *
 * @param groups rates by name of the model group
 * @param tries provider calls that one request may lead to
 */
public record PriceList(Map<String, Rate> groups, int tries) {
  /** Nothing is known. */
  public static final PriceList UNKNOWN = new PriceList(Map.of(), 1);

  public PriceList {
    groups = groups == null ? Map.of() : Map.copyOf(groups);
    tries = Math.max(1, tries);
  }

  /** What a request may cost with all its tries; nothing for a group that is unknown. */
  public Usd worst(GatewayRequest request) {
    Rate rate = groups.get(request.group());
    return rate == null ? Usd.ZERO : rate.worst(request).times(tries);
  }

  /**
   * Dollars for a million tokens.
   *
   * @param inputUsd of the dearest kind of input: fresh, or written to or read from a cache
   */
  public record Rate(Usd inputUsd, Usd outputUsd) {
    /**
     * Tokens that a provider may add to a request: its own prompts for tools and for structured
     * output, and the marks around messages.
     */
    public static final int HIDDEN_TOKENS = 2_048;

    /** The dearer of both, for input and output apart. */
    public Rate or(Rate other) {
      return new Rate(Usd.max(inputUsd, other.inputUsd), Usd.max(outputUsd, other.outputUsd));
    }

    /**
     * The most that one try can cost. No tokenizer makes more than one token of a byte, so the
     * bytes of everything that the model reads, tools and schema included, bound its input, and
     * {@code max_tokens} bounds its output.
     */
    public Usd worst(GatewayRequest request) {
      long bytes = Json.bytes(request.withoutCaller()).length;
      return inputUsd
          .forTokens(bytes + HIDDEN_TOKENS)
          .plus(outputUsd.forTokens(request.maxTokens()));
    }
  }
}
