package dev.ktsu.orchestrator;

import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.dispatch.RuntimeWire;
import dev.ktsu.orchestrator.step.WebhookWire;
import io.vertx.core.Vertx;
import java.util.function.UnaryOperator;

/**
 * What an orchestrator has around it and no setting says: time, and the ways out. A harness puts
 * its own in their place; everything else is as in production.
 *
 * @param timers fire on the context that set them
 * @param toRuntimes makes the way to runtimes of the one over HTTP
 * @param toReceivers makes the way to the receivers of webhooks of the one over HTTP
 */
public record Surroundings(
    Clock clock,
    Timers timers,
    UnaryOperator<RuntimeWire> toRuntimes,
    UnaryOperator<WebhookWire> toReceivers) {

  /** The machine's time, and HTTP. */
  public static Surroundings real(Vertx vertx) {
    return new Surroundings(
        Clock.system(), Timers.of(vertx), UnaryOperator.identity(), UnaryOperator.identity());
  }
}
