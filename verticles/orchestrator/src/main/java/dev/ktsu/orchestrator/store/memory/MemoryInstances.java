package dev.ktsu.orchestrator.store.memory;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Leases over shared data in memory: openers of the same data are processes to each other. */
final class MemoryInstances implements Instances {
  private final MemoryStore store;
  private final MemoryStore.Data data;

  record Lease(Instance instance, String process, long until) {}

  record Heard(Beat beat, long at) {}

  MemoryInstances(MemoryStore store, MemoryStore.Data data) {
    this.store = store;
    this.data = data;
  }

  @Override
  public Future<Roll> join(Member me) {
    return store.later(
        () -> {
          Lease former = data.leases.get(me.instance().id());
          if (former != null && isOpen(former) && life(me, former) == Life.RUNNING) {
            throw StoreProblems.instanceTaken(me.instance().id());
          }
          hold(me);
          return roll(me, Standing.HELD);
        });
  }

  @Override
  public Future<Roll> renew(Member me) {
    return store.later(
        () -> {
          Lease lease = data.leases.get(me.instance().id());
          if (lease == null) {
            return roll(me, Standing.LOST);
          }
          if (!lease.instance().equals(me.instance())) {
            return roll(me, Standing.SUCCEEDED);
          }
          hold(me);
          data.leases.values().removeIf(other -> !isOpen(other) || life(me, other) == Life.GONE);
          data.mail.keySet().removeIf(owner -> !isMember(owner));
          return roll(me, Standing.HELD);
        });
  }

  @Override
  public Future<Void> leave(Instance me) {
    return store.later(
        () -> {
          if (isMember(me)) {
            data.leases.remove(me.id());
          }
          return null;
        });
  }

  @Override
  public Future<List<RunId>> orphans() {
    return store.later(
        () ->
            data.unsettled()
                .filter(row -> !isMember(Instance.parse(row.owner())))
                .map(row -> row.run())
                .toList());
  }

  @Override
  public Future<List<RunId>> due(Instance owner, long millis) {
    return store.later(
        () ->
            data.unsettled()
                .filter(row -> row.owner().equals(owner.toString()))
                .filter(row -> row.wakeAt() > 0 && row.wakeAt() < millis)
                .map(row -> row.run())
                .toList());
  }

  @Override
  public Future<List<Mail>> mail(Instance me) {
    return store.later(
        () -> {
          List<Mail> mail = new ArrayList<>();
          data.mail
              .getOrDefault(me, new TreeMap<>())
              .forEach((run, head) -> mail.add(new Mail(run, head)));
          return mail;
        });
  }

  @Override
  public Future<Void> discard(Instance me, List<Mail> read) {
    return store.later(
        () -> {
          TreeMap<RunId, Long> mail = data.mail.getOrDefault(me, new TreeMap<>());
          read.forEach(one -> mail.remove(one.run(), one.head()));
          return null;
        });
  }

  @Override
  public Future<Void> keepBeat(Beat beat) {
    return store.later(
        () -> {
          data.beats.put(beat.runtime(), new Heard(beat, data.clock.millis() - beat.ageMillis()));
          return null;
        });
  }

  @Override
  public Future<List<Beat>> beats() {
    return store.later(
        () ->
            data.beats.values().stream()
                .map(
                    heard ->
                        new Beat(
                            heard.beat().runtime(),
                            heard.beat().trusted(),
                            data.clock.millis() - heard.at(),
                            heard.beat().body()))
                .toList());
  }

  /** Processes do not share memory: nobody has news but by looking. */
  @Override
  public void onNews(Runnable look) {}

  /** Refuses a writer that is not a member any more. */
  void check(@Nullable Instance by) {
    if (by != null && !isMember(by)) {
      throw StoreProblems.leaseLost(by);
    }
  }

  void tell(Append append) {
    if (append.tell() != null && isMember(append.tell())) {
      data.mail
          .computeIfAbsent(append.tell(), first -> new TreeMap<>())
          .put(append.run(), append.row().head());
    }
  }

  private void hold(Member me) {
    long until = data.clock.millis() + me.leaseMillis();
    data.leases.put(me.instance().id(), new Lease(me.instance(), me.processes().self(), until));
  }

  private static Life life(Member me, Lease lease) {
    return me.processes().life(lease.process());
  }

  private boolean isOpen(Lease lease) {
    return lease.until() > data.clock.millis();
  }

  private boolean isMember(Instance instance) {
    Lease lease = data.leases.get(instance.id());
    return lease != null && lease.instance().equals(instance);
  }

  private Roll roll(Member me, Standing standing) {
    return new Roll(
        standing,
        data.leases.values().stream()
            .map(Lease::instance)
            .filter(other -> !other.equals(me.instance()))
            .toList());
  }
}
