package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.Instances.Beat;
import dev.ktsu.orchestrator.run.RunEngine;
import io.vertx.core.Future;

/**
 * Passes on what runtimes say among the orchestrators over one store, because a beat reaches only
 * one of them; and remembers the runtimes over a restart.
 */
public final class SharedBeats {
  private final Instances instances;
  private final RunEngine engine;
  private final Supervisor supervisor;
  private final Clock clock;
  private final long silenceMillis;

  /**
   * @param silenceMillis older beats say nothing any more
   */
  public SharedBeats(
      Instances instances,
      RunEngine engine,
      Supervisor supervisor,
      Clock clock,
      long silenceMillis) {
    this.instances = instances;
    this.engine = engine;
    this.supervisor = supervisor;
    this.clock = clock;
    this.silenceMillis = silenceMillis;
  }

  /**
   * Takes in a beat that has come here.
   *
   * @param trustUrl whether the URL in the beat may be used
   * @return the legs that the runtime should stop
   */
  public Heartbeat.Answer heard(Heartbeat beat, boolean trustUrl) {
    Heartbeat told = engine.isAlone() ? beat.withoutActive() : beat;
    Beat kept = new Beat(beat.runtimeId(), trustUrl, 0, Json.bytes(told));
    Detached.run("keep the beat of " + beat.runtimeId(), instances.keepBeat(kept));
    return supervisor.heard(beat, trustUrl, clock.millis());
  }

  /** Takes in what has come to others since; to be called every second. */
  public void sweep() {
    Detached.run("read the beats of others", read());
  }

  /** Takes in what was told to others, or to a former process. */
  public Future<Void> read() {
    return instances
        .beats()
        .map(
            beats -> {
              beats.stream().filter(beat -> beat.ageMillis() < silenceMillis).forEach(this::take);
              return null;
            });
  }

  private void take(Beat beat) {
    long at = clock.millis() - beat.ageMillis();
    Heartbeat body = Json.read(beat.body(), Heartbeat.class);
    if (supervisor.isNews(body, at)) {
      supervisor.heard(body, beat.trusted(), at);
    }
  }
}
