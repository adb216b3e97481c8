package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.StoreProblems;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The line of one boot of an orchestrator to the real memory store: slow, out of order for a while,
 * and with answers that are lost after the deed.
 */
final class StoreLine implements RunStore {
  private static final long USUAL_MILLIS_MAX = 3;
  private static final long SLOW_MILLIS_MAX = 4_000;

  private final World world;
  private final Chance chance;
  private final Life life;
  private final FaultPoints points;
  private final MemoryStore store;
  private final Instances leases;

  StoreLine(OrchestratorHost host, MemoryStore.Data data, Chance chance) {
    this.world = host.world;
    this.chance = chance;
    this.life = host.life();
    this.points = host.faultPoints();
    this.store = new MemoryStore(work -> world.schedule().after(delay(), Life.ETERNAL, work), data);
    this.leases = new LeaseLine(this, store.instances());
  }

  @Override
  public Future<Void> append(Append append) {
    if (life.isOver()) {
      return never();
    }
    try {
      points.at(Point.IN_TRANSACTION);
    } catch (Host.Crashed crashed) {
      if (chance.below(2) == 0) {
        commit(append);
      }
      throw crashed;
    }
    if (world.faults().strikes(Fault.APPEND_FAILS)) {
      return answered(out());
    }
    boolean silent = world.faults().strikes(Fault.COMMIT_ANSWER_LOST);
    return answered(commit(append).compose(done -> silent ? out() : Future.succeededFuture()));
  }

  private Future<Void> commit(Append append) {
    return store
        .append(append)
        .onSuccess(done -> world.auditor().committed(append))
        .onFailure(refused -> world.metWhen(isStale(refused), Race.TWO_DECIDE_AT_ONCE));
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq) {
    return read(() -> store.journal(run, seq));
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq, int limit) {
    return read(() -> store.journal(run, seq, limit));
  }

  @Override
  public Future<Optional<Snapshot>> snapshot(RunId run) {
    return read(() -> store.snapshot(run));
  }

  @Override
  public Future<Map<Long, byte[]>> payloads(RunId run, Collection<Long> seqs) {
    return read(() -> store.payloads(run, seqs));
  }

  @Override
  public Future<List<RunId>> unsettled() {
    return read(store::unsettled);
  }

  @Override
  public Future<List<RunRow>> list(RunQuery query) {
    return read(() -> store.list(query));
  }

  @Override
  public Future<Claim> claim(Claim claim, long since) {
    return read(() -> store.claim(claim, since));
  }

  @Override
  public Future<Void> keepDefinition(String digest, byte[] files) {
    return read(() -> store.keepDefinition(digest, files));
  }

  @Override
  public Future<Optional<byte[]>> definition(String digest) {
    return read(() -> store.definition(digest));
  }

  @Override
  public Future<Void> start() {
    return store.start();
  }

  @Override
  public Future<Void> stop() {
    return store.stop();
  }

  @Override
  public Future<Void> check() {
    return store.check();
  }

  @Override
  public int waiting() {
    return store.waiting();
  }

  @Override
  public long commits() {
    return store.commits();
  }

  @Override
  public Instances instances() {
    return leases;
  }

  /** Nothing in the world follows it. */
  @Override
  public Feed feed() {
    return store.feed();
  }

  /** Nobody in the world has secrets. */
  @Override
  public Sealed sealed() {
    return store.sealed();
  }

  @Override
  public Future<Optional<RunRow>> row(RunId run) {
    return read(() -> store.row(run));
  }

  @Override
  public Future<List<RunRow>> outdated(Kept kept, int limit) {
    return read(() -> store.outdated(kept, limit));
  }

  @Override
  public Future<Void> purge(RunId run, long head) {
    return read(() -> store.purge(run, head));
  }

  @Override
  public Future<Void> tidy(long claimsSince) {
    return read(() -> store.tidy(claimsSince));
  }

  @Override
  public Future<Void> forgetDefinitions(long unusedMillis) {
    return read(() -> store.forgetDefinitions(unusedMillis));
  }

  @Override
  public Future<StoreFacts> facts() {
    return read(store::facts);
  }

  /** Something other than an append. */
  <T> Future<T> read(Supplier<Future<T>> read) {
    if (life.isOver()) {
      return never();
    }
    return answered(world.faults().strikes(Fault.READ_FAILS) ? out() : read.get());
  }

  private <T> Future<T> answered(Future<T> done) {
    Promise<T> answer = Promise.promise();
    done.onComplete(ended -> world.schedule().after(delay(), life, () -> answer.handle(ended)));
    return answer.future();
  }

  private long delay() {
    return world.faults().strikes(Fault.STORE_SLOW)
        ? chance.between(100, SLOW_MILLIS_MAX)
        : chance.between(0, USUAL_MILLIS_MAX);
  }

  private static boolean isStale(Throwable refused) {
    return refused instanceof Problem problem && problem.code() == Code.STALE_HEAD;
  }

  private static <T> Future<T> out() {
    return Future.failedFuture(StoreProblems.unavailable("it is out of order"));
  }

  private static <T> Future<T> never() {
    return Promise.<T>promise().future();
  }
}
