package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Mailbox;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Decide;
import dev.ktsu.orchestrator.kernel.Decision;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Needs;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.Outstanding;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunPayloads.Loaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is not settled: its committed state, and the one append that may be in flight. What it
 * holds is never ahead of the store.
 */
final class ActiveRun {
  private final RunEngine.Ports ports;
  private final Behaviour behaviour;
  private final Mailbox<Letter> mailbox;
  private final RunPayloads payloads;
  private final History history;
  private RunState state;
  private Timers.@Nullable Cancellable alarm;

  private record Letter(Command command, Promise<Void> answer) {}

  /** A decision on one letter, and what its sender gets once it is durable. */
  private record Decided(Letter letter, Decision decision) {}

  ActiveRun(RunState state, Behaviour behaviour, RunEngine.Ports ports) {
    this.state = state;
    this.behaviour = behaviour;
    this.ports = ports;
    this.payloads = new RunPayloads(state.run(), ports.store(), ports.limits().cachedBytesMax());
    this.history = History.of(state.head());
    this.mailbox = new Mailbox<>(ports.limits().mailboxMax(), this::full, this::work);
  }

  RunId id() {
    return state.run();
  }

  /** The committed state. */
  RunState state() {
    return state;
  }

  /** Everything that was committed, as far as it is at hand. */
  History history() {
    return history;
  }

  boolean isIdle() {
    return mailbox.isIdle();
  }

  /** Succeeds when the command's consequences are durable; fails with its refusal. */
  Future<Void> send(Command command) {
    Promise<Void> answer = Promise.promise();
    try {
      mailbox.send(new Letter(command, answer));
    } catch (RuntimeException full) {
      answer.fail(full);
    }
    return answer.future();
  }

  /** After a restart: does everything that the state asks for. */
  void takeUp() {
    Outstanding.of(state).forEach(effect -> ports.effects().carryOut(state, effect, payloads));
    rearm();
    if (hasMoreToDecide()) {
      proceed();
    }
  }

  private Future<Void> work(List<Letter> batch) {
    Deque<Letter> letters = new ArrayDeque<>(batch);
    Iterator<Deque<Letter>> rounds =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return !letters.isEmpty();
          }

          @Override
          public Deque<Letter> next() {
            return letters;
          }
        };
    return Futures.inOrder(() -> rounds, this::round);
  }

  /** Decides as many letters as the payloads at hand allow, and commits them together. */
  private Future<Void> round(Deque<Letter> letters) {
    List<Letter> taken = new ArrayList<>();
    return payloads
        .load(Needs.of(state, letters.peek().command(), behaviour))
        .compose(loaded -> decide(letters, taken, loaded))
        .compose(this::commit)
        .recover(failure -> failed(failure, letters, taken));
  }

  private Future<List<Decided>> decide(Deque<Letter> letters, List<Letter> taken, Loaded loaded) {
    if (loaded.bytes() > ports.limits().inlineBytesMax()) {
      Letter letter = take(letters, taken);
      RunState now = state;
      Occasion occasion = ports.occasion(each(letter.command()));
      return ports
          .compute()
          .run(() -> Decide.decide(now, letter.command(), behaviour, loaded, occasion))
          .map(decision -> List.of(new Decided(letter, decision)));
    }
    List<Decided> decided = new ArrayList<>();
    RunState now = state;
    boolean first = true;
    while (!letters.isEmpty()
        && (first || loaded.has(Needs.of(now, letters.peek().command(), behaviour)))) {
      Letter letter = take(letters, taken);
      Decision decision =
          Decide.decide(
              now, letter.command(), behaviour, loaded, ports.occasion(each(letter.command())));
      decided.add(new Decided(letter, decision));
      first = false;
      now = decision.next();
    }
    return Future.succeededFuture(decided);
  }

  private Future<Void> commit(List<Decided> decided) {
    ports.tally().decided(decided.size());
    List<Emitted> emitted =
        decided.stream().flatMap(one -> one.decision().emitted().stream()).toList();
    if (emitted.isEmpty()) {
      decided.forEach(this::answer);
      return Future.succeededFuture();
    }
    RunState before = state;
    RunState after = decided.get(decided.size() - 1).decision().next();
    Outstanding.Change change = Outstanding.since(before, after, emitted);
    reserve(change.begun());
    List<RunStore.Entry> entries = emitted.stream().map(ActiveRun::entry).toList();
    ports.faults().at(Point.BEFORE_APPEND);
    return ports
        .store()
        .append(new RunStore.Append(id(), before.head(), entries, RunRows.of(after)))
        .map(
            durable -> {
              ports.faults().at(Point.AFTER_COMMIT);
              state = after;
              ports.tally().committed(emitted.size());
              RunLog.committed(after, emitted);
              remember(emitted, entries);
              decided.forEach(this::answer);
              change.over().forEach(effect -> ports.effects().over(id(), effect));
              change.begun().forEach(effect -> ports.effects().carryOut(after, effect, payloads));
              rearm();
              goOn();
              ports.moved().accept(id());
              return durable;
            });
  }

  /**
   * Someone else has moved on: read what they did and decide again. Anything else: tell the
   * senders.
   */
  private Future<Void> failed(Throwable failure, Deque<Letter> letters, List<Letter> taken) {
    boolean stale = failure instanceof Conflict conflict && conflict.code() == Code.STALE_HEAD;
    return ports
        .store()
        .journal(id(), state.head())
        .map(
            delta -> {
              state = Evolve.all(state, delta);
              if (!delta.isEmpty()) {
                history.lose();
              }
              return delta;
            })
        .compose(
            known -> {
              if (stale && !known.isEmpty()) {
                for (int i = taken.size() - 1; i >= 0; i--) {
                  letters.addFirst(taken.get(i));
                }
              } else {
                taken.forEach(letter -> letter.answer().tryFail(failure));
              }
              dropUnborn();
              return Future.<Void>succeededFuture();
            })
        .recover(
            unreadable -> {
              taken.forEach(letter -> letter.answer().tryFail(failure));
              dropUnborn();
              return Future.succeededFuture();
            });
  }

  private void reserve(List<Effect> begun) {
    for (Effect effect : begun) {
      if (effect instanceof Effect.Watch watch) {
        ports.effects().reserve(id(), watch);
      }
    }
  }

  private void answer(Decided decided) {
    if (decided.decision().refusal() == null) {
      decided.letter().answer().tryComplete();
    } else {
      decided.letter().answer().tryFail(decided.decision().refusal());
    }
  }

  private void remember(List<Emitted> emitted, List<RunStore.Entry> entries) {
    history.add(entries);
    for (int i = 0; i < entries.size(); i++) {
      byte[] bytes = entries.get(i).payload();
      if (bytes != null) {
        payloads.keep(entries.get(i).seq(), emitted.get(i).payload(), bytes.length);
      }
    }
  }

  private void goOn() {
    if (state.isSettled()) {
      ports.settled().accept(this);
    } else if (hasMoreToDecide()) {
      proceed();
    }
  }

  private void proceed() {
    Detached.run("proceed with " + id(), send(new Command.Proceed()));
  }

  private boolean hasMoreToDecide() {
    return state.state() == State.RUNNING && (!state.ready().isEmpty() || state.undecided() == 0);
  }

  private void rearm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    long at = state.wakeAt();
    if (at > 0) {
      long wait = Math.max(1, at - ports.clock().millis());
      alarm = ports.timers().after(wait, this::proceed);
    }
  }

  /** A run whose first commit failed does not exist. */
  private void dropUnborn() {
    if (state.head() == 0) {
      ports.settled().accept(this);
    }
  }

  /**
   * Whether every step is a commit of its own; a run that does not exist yet brings the answer
   * along.
   */
  private boolean each(Command command) {
    return command instanceof Command.Create create
        ? create.each()
        : state.origin() != null && state.origin().each();
  }

  private RuntimeException full() {
    return Problems.overloaded(
        "Too many commands wait for " + id() + ".", "KTSU_MAILBOX_MAX", Duration.ofSeconds(1));
  }

  private static Letter take(Deque<Letter> letters, List<Letter> taken) {
    Letter letter = letters.remove();
    taken.add(letter);
    return letter;
  }

  private static RunStore.Entry entry(Emitted emitted) {
    Recorded recorded = emitted.recorded();
    return new RunStore.Entry(
        recorded.seq(),
        recorded.at(),
        EventCodec.type(recorded.event()),
        EventCodec.VERSION,
        EventCodec.encode(recorded.event()),
        emitted.payload() == null ? null : Json.bytes(emitted.payload()));
  }
}
