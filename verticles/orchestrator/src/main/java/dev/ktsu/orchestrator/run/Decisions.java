package dev.ktsu.orchestrator.run;

import dev.ktsu.expressions.Work;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Decide;
import dev.ktsu.orchestrator.kernel.Decision;
import dev.ktsu.orchestrator.kernel.Needs;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Letters.Decided;
import dev.ktsu.orchestrator.run.Letters.Letter;
import dev.ktsu.orchestrator.run.RunPayloads.Loaded;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what was sent to a run: here what is light, on the compute pool what is not. */
final class Decisions {
  private final Behaviour behaviour;
  private final RunEngine.Ports ports;

  Decisions(Behaviour behaviour, RunEngine.Ports ports) {
    this.behaviour = behaviour;
    this.ports = ports;
  }

  /**
   * As many letters as the payloads at hand allow, each decided on what the one before leads to.
   */
  Future<List<Decided>> of(RunState state, Letters letters, Loaded loaded) {
    if (loaded.bytes() > ports.limits().inlineBytesMax()) {
      return aside(state, letters.take(), loaded);
    }
    List<Decided> decided = new ArrayList<>();
    RunState now = state;
    while (decided.isEmpty() || isAtHand(letters.peek(), now, loaded)) {
      Letter letter = letters.take();
      try {
        Decision decision = decision(now, letter, loaded);
        decided.add(new Decided(letter, decision));
        now = decision.next();
      } catch (Work.TooHeavy heavy) {
        if (decided.isEmpty()) {
          return aside(state, letter, loaded);
        }
        letters.putBackLast();
        break;
      }
    }
    return Future.succeededFuture(decided);
  }

  private Decision decision(RunState now, Letter letter, Loaded loaded) {
    Occasion occasion = ports.occasion(each(now, letter.order()));
    return Work.light(() -> Decide.decide(now, letter.order(), behaviour, loaded, occasion));
  }

  /** One decision beside the event loop. */
  private Future<List<Decided>> aside(RunState now, Letter letter, Loaded loaded) {
    Occasion occasion = ports.occasion(each(now, letter.order()));
    return ports
        .compute()
        .run(() -> Decide.decide(now, letter.order(), behaviour, loaded, occasion))
        .map(decision -> List.of(new Decided(letter, decision)));
  }

  /** Whether the letter can be decided together with those before it. */
  private boolean isAtHand(@Nullable Letter letter, RunState now, Loaded loaded) {
    return letter != null
        && letter.command() != null
        && loaded.has(Needs.of(now, letter.command(), behaviour));
  }

  /**
   * Whether every step is a commit of its own; a run that does not exist yet brings the answer
   * along.
   */
  private static boolean each(RunState state, Command command) {
    return command instanceof Command.Create create
        ? create.each()
        : state.origin() != null && state.origin().each();
  }
}
