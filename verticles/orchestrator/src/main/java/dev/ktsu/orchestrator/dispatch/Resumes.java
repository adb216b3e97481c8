package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Payloads;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.run.PayloadSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts together where a leg goes on. */
final class Resumes {
  private Resumes() {}

  /** Empty for a leg that begins. */
  static Future<Optional<Resume>> of(RunState state, Effect.Deliver leg, PayloadSource payloads) {
    Talk talk =
        state.step(leg.step()).map(Step::leg).map(Leg::talk).filter(t -> !t.isEmpty()).orElse(null);
    if (talk == null) {
      return Future.succeededFuture(Optional.empty());
    }
    Set<Long> seqs = new LinkedHashSet<>();
    talk.parts().forEach(part -> seqs.add(part.payload()));
    return payloads.load(seqs).map(loaded -> Optional.of(resume(talk, loaded)));
  }

  private static Resume resume(Talk talk, Payloads loaded) {
    List<Message> messages = new ArrayList<>();
    for (Talk.Part part : talk.parts()) {
      loaded
          .of(part.payload())
          .path("messages")
          .forEach(message -> messages.add(Json.convert(message, Message.class)));
    }
    List<Intent> intents =
        talk.intents().stream()
            .map(
                call ->
                    new Intent(null, call.turn(), call.call(), call.tool(), call.argumentsHash()))
            .toList();
    return new Resume(talk.turn(), messages, talk.metrics(), intents);
  }
}
