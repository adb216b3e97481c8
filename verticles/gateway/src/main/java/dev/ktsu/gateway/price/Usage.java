package dev.ktsu.gateway.price;

/**
 * Tokens of one model call, by the classes that providers bill apart.
 *
 * @param fresh read from the request and not from a cache
 * @param cached read from the provider's prompt cache
 * @param cacheWrites written to that cache
 * @param out written by the model
 */
public record Usage(long fresh, long cached, long cacheWrites, long out) {
  public Usage {
    fresh = Math.max(0, fresh);
    cached = Math.max(0, cached);
    cacheWrites = Math.max(0, cacheWrites);
    out = Math.max(0, out);
  }

  /** Everything that went in, from a cache or not. */
  public long in() {
    return fresh + cached + cacheWrites;
  }
}
