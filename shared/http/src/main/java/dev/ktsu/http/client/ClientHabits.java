package dev.ktsu.http.client;

/**
 * The limits of one client. None has a default in Vert.x that we rely on.
 *
 * @param name of the peer, for logs and metrics
 * @param connections to one host
 * @param connectMillis to open a connection
 * @param idleSeconds an unused connection is kept; below the server's own 120 s
 * @param readMillis to the end of an answer, unless a request names less
 * @param http2 whether one connection carries many requests at once (h2c)
 */
public record ClientHabits(
    String name,
    int connections,
    int connectMillis,
    int idleSeconds,
    long readMillis,
    boolean http2) {
  public ClientHabits {
    if (connections < 1 || connectMillis < 1 || idleSeconds < 1 || readMillis < 1) {
      throw new IllegalArgumentException("a client names every limit: " + name);
    }
  }

  /** Between tiers: HTTP/1.1 keep-alive, which Go peers speak too. */
  public static ClientHabits tier(String name, long readMillis) {
    return new ClientHabits(name, 64, 5_000, 60, readMillis, false);
  }

  /** Where calls are long and the peer speaks HTTP/1.1 alone: each holds a connection. */
  public static ClientHabits longCallsHttp1(String name, long readMillis) {
    return new ClientHabits(name, 1_024, 5_000, 60, readMillis, false);
  }

  /** Where calls are long: many on few connections, by h2c. */
  public static ClientHabits longCalls(String name, long readMillis) {
    return new ClientHabits(name, 10, 5_000, 60, readMillis, true);
  }
}
