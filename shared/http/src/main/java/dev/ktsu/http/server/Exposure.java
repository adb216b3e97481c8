package dev.ktsu.http.server;

import java.util.Optional;

/** Who may reach a listener: loopback alone unless the operator says otherwise. */
public final class Exposure {
  private Exposure() {}

  public static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /**
   * Why a tier without a public API must not listen on {@code host}, or nothing when it may: an
   * open runtime or gateway is a paid proxy for everyone.
   */
  public static Optional<String> refusal(
      String service, String host, String internalToken, boolean insecure) {
    if (isLoopback(host) || !internalToken.isEmpty() || insecure) {
      return Optional.empty();
    }
    return Optional.of(
        "The "
            + service
            + " would listen on "
            + host
            + " for everyone. Set KTSU_INTERNAL_TOKEN on every tier, or KTSU_INSECURE=1 if the"
            + " network keeps others out.");
  }
}
