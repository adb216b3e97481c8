package dev.ktsu.orchestrator.wire;

import dev.ktsu.orchestrator.step.WebhookProblems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps hosts that runs have named out of the own network. The name is looked up here, and the
 * address that was looked at is the one that is called: a name cannot change its mind in between.
 */
public final class Egress {
  private static final int THREADS = 4;

  private final WorkerExecutor lookups;
  private final Predicate<InetAddress> allowed;
  private final boolean proxied;

  /**
   * @param allowed addresses that may be called
   * @param proxied whether a proxy makes the calls: it looks names up for itself, also those that
   *     nobody knows here
   */
  public Egress(Vertx vertx, Predicate<InetAddress> allowed, boolean proxied) {
    this.lookups = vertx.createSharedWorkerExecutor("ktsu-lookups", THREADS);
    this.allowed = allowed;
    this.proxied = proxied;
  }

  /**
   * Where to call a host that comes from a run; empty to go by its name.
   *
   * @return fails with {@link WebhookProblems#privateAddress}, or when the host is not known
   */
  Future<Optional<InetAddress>> check(String host) {
    return lookups.executeBlocking(() -> lookUp(host), false);
  }

  private Optional<InetAddress> lookUp(String host) throws UnknownHostException {
    InetAddress[] found;
    try {
      found = InetAddress.getAllByName(host);
    } catch (UnknownHostException unknown) {
      if (proxied) {
        return Optional.empty();
      }
      throw unknown;
    }
    if (!Stream.of(found).allMatch(allowed)) {
      throw WebhookProblems.privateAddress(host);
    }
    return proxied ? Optional.empty() : Optional.of(found[0]);
  }
}
