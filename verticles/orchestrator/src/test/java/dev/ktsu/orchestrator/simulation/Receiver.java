package dev.ktsu.orchestrator.simulation;

import dev.ktsu.orchestrator.step.WebhookWire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;

/** Takes webhooks; sometimes it says that it cannot, and sometimes it takes its time. */
final class Receiver extends Host {
  private final Chance chance;

  Receiver(World world, Chance chance) {
    super(world, "receiver");
    this.chance = chance;
  }

  @Override
  void booted() {}

  Future<Integer> take(WebhookWire.Request request) {
    int status = chance.perMille(100) ? 500 : 200;
    String key = request.terms().idempotencyKey();
    world.say(name, key + ": " + status);
    String body = new String(request.body(), StandardCharsets.UTF_8);
    world.auditor().received(key, body, status);
    Promise<Integer> answer = Promise.promise();
    world.schedule().after(chance.between(1, 800), life(), () -> answer.complete(status));
    return answer.future();
  }
}
