package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import io.vertx.core.Future;
import java.util.List;

/** The leases of the real store, over the same bad line as everything else in it. */
final class LeaseLine implements Instances {
  private final StoreLine line;
  private final Instances leases;

  LeaseLine(StoreLine line, Instances leases) {
    this.line = line;
    this.leases = leases;
  }

  @Override
  public Future<Roll> join(Member me) {
    return line.read(() -> leases.join(me));
  }

  @Override
  public Future<Roll> renew(Member me) {
    return line.read(() -> leases.renew(me));
  }

  @Override
  public Future<Void> leave(Instance me) {
    return line.read(() -> leases.leave(me));
  }

  @Override
  public Future<List<RunId>> orphans() {
    return line.read(leases::orphans);
  }

  @Override
  public Future<List<RunId>> due(Instance owner, long millis) {
    return line.read(() -> leases.due(owner, millis));
  }

  @Override
  public Future<List<Mail>> mail(Instance me) {
    return line.read(() -> leases.mail(me));
  }

  @Override
  public Future<Void> discard(Instance me, List<Mail> read) {
    return line.read(() -> leases.discard(me, read));
  }

  @Override
  public Future<Void> keepBeat(Beat beat) {
    return line.read(() -> leases.keepBeat(beat));
  }

  @Override
  public Future<List<Beat>> beats() {
    return line.read(leases::beats);
  }

  @Override
  public void onNews(Runnable look) {
    leases.onNews(look);
  }
}
