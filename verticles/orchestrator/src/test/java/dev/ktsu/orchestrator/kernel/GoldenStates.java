package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * A state as text: what a run means to those who read it. Fields that are added to a state later do
 * not change it.
 */
final class GoldenStates {
  private GoldenStates() {}

  static String told(RunState state) {
    RunState.Origin origin = state.born();
    StringBuilder text = new StringBuilder();
    line(text, "run", state.state().inner(), state.isSettled() ? "settled" : "open");
    line(text, "head", state.head(), "epoch", state.epoch(), "updated", state.updatedAt());
    line(text, "wakes", state.wakeAt(), "deadline", state.deadline());
    line(text, "workflow", origin.workflow(), origin.definition(), "each", origin.each());
    line(text, "created", origin.createdAt(), "starts", origin.startAt(), origin.trace());
    line(text, "owner", state.owner());
    line(text, "used", told(state.used()), "wasted", told(state.wasted()));
    if (state.funds().isLimited()) {
      line(text, "funds", state.funds().budget(), state.left(), state.funds().open());
    }
    for (BudgetQuestion asked : state.funds().questions()) {
      line(text, "asked", asked.step(), asked.leg(), asked.epoch(), asked.why());
      line(text, "  of", asked.limit(), "spent", asked.spent(), "at", asked.askedAt());
      line(text, "  answer", asked.answer());
    }
    if (state.cancel() != null) {
      line(text, "cancel", state.cancel().at(), state.cancel().reason(), state.cancel().actor());
    }
    if (state.ending() != null) {
      line(text, "ended", state.ending().at(), state.ending().code(), state.ending().error());
    }
    for (int i = 0; i < state.steps().size(); i++) {
      told(text, state.steps().get(i), state.ready().contains(i));
    }
    return text.toString();
  }

  private static void told(StringBuilder text, Step step, boolean ready) {
    line(text, "step", step.path(), step.node().kind().word(), step.state().inner());
    line(text, "  ready", ready, "tries", step.tries(), "deadline", step.deadline());
    line(text, "  payload", step.payload(), "past legs", step.past().size());
    if (step.skip() != null) {
      line(text, "  skipped", step.skip().at(), step.skip().reason(), step.skip().detail());
    }
    if (step.parts() != null) {
      Parts parts = step.parts();
      line(text, "  parts", parts.children(), "open", parts.open(), "failed", parts.failed());
      line(text, "  let in", parts.next(), parts.busy(), "of", parts.atOnce());
      line(text, "  at most", parts.failuresMax(), parts.limitMillis(), "used", told(parts.used()));
    }
    if (step.leg() != null) {
      told(text, step.leg());
    }
  }

  private static void told(StringBuilder text, Leg leg) {
    Leg.Handover given = leg.handover();
    line(text, "  leg", leg.number(), leg.state().inner(), leg.token(), "former", leg.former());
    line(text, "  started", leg.startedAt(), "due", leg.dueAt());
    line(text, "  executor", given.executor(), given.deliveries(), given.accepted());
    line(text, "  without it", given.reason(), given.movable());
    line(text, "  turn", leg.talk().turn(), "parts", leg.talk().parts().size());
    line(text, "  intents", leg.talk().intents().size(), told(leg.talk().metrics()));
    if (leg.ending() != null) {
      Leg.Ending ending = leg.ending();
      line(text, "  ended", ending.at(), ending.code(), ending.error(), told(ending.metrics()));
    }
  }

  private static String told(@Nullable Metrics metrics) {
    return metrics == null ? "nothing" : Json.text(metrics);
  }

  private static void line(StringBuilder text, Object... words) {
    for (Object word : words) {
      text.append(word == null || word.equals("") ? "-" : word).append(' ');
    }
    text.setCharAt(text.length() - 1, '\n');
  }
}
