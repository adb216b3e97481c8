package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Effects;
import dev.ktsu.orchestrator.run.PayloadSource;
import java.util.HashSet;
import java.util.Set;

/** The real effects of one boot, with an eye on what is begun. */
final class WatchedEffects implements Effects {
  private record Begun(RunId run, String owner, Effect effect) {}

  private final OrchestratorHost host;
  private final Effects effects;
  private final Life life;
  private final Set<Begun> begun = new HashSet<>();

  WatchedEffects(OrchestratorHost host, Effects effects) {
    this.host = host;
    this.effects = effects;
    this.life = host.life();
  }

  @Override
  public void carryOut(RunState state, Effect effect, PayloadSource payloads) {
    if (!life.isOver()) {
      host.world.say(host.name, state.run() + " begins " + effect);
      host.world.auditor().begins(host, state, effect);
      if (!begun.add(new Begun(state.run(), state.owner(), effect))) {
        host.world.broken(Invariant.EFFECT_ONCE, host.name + " begins again " + effect);
      }
    }
    effects.carryOut(state, effect, payloads);
  }

  @Override
  public void reserve(RunId run, Effect.Watch watch) {
    effects.reserve(run, watch);
  }

  @Override
  public void over(RunId run, Effect effect) {
    begun.removeIf(one -> one.run().equals(run) && one.effect().equals(effect));
    effects.over(run, effect);
  }
}
