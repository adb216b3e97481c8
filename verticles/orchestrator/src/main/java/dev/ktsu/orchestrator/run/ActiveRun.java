package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Mailbox;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Needs;
import dev.ktsu.orchestrator.kernel.Outstanding;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Letters.Decided;
import dev.ktsu.orchestrator.run.Letters.Letter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Objects;
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
  private final Duties duties;
  private final Decisions decisions;
  private RunState state;

  /** Of that state; null until it is asked for: lists of thousands of items are walked for it. */
  private RunStore.@Nullable RunRow row;

  /** An append may have been committed of which nothing was heard. */
  private boolean inDoubt;

  /** An own run in which nothing happens so soon need not be in memory. */
  private static final long DORMANT_MILLIS = 60_000;

  private static final long LOOK_MILLIS = 1_000;

  ActiveRun(RunState state, Behaviour behaviour, RunEngine.Ports ports) {
    this.state = state;
    this.behaviour = behaviour;
    this.ports = ports;
    this.payloads = new RunPayloads(state.run(), ports.store(), ports.limits().cachedBytesMax());
    this.history = History.of(state.head());
    this.duties = new Duties(state.run(), ports);
    this.decisions = new Decisions(behaviour, ports);
    this.mailbox =
        new Mailbox<>(ports.limits().mailboxMax(), () -> RunProblems.full(state.run()), this::work);
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

  /** Whether this process carries out what the run asks for. */
  boolean isOurs() {
    return duties.areOf(state);
  }

  /** Sets its alarm aside when nothing is to be done for it here for long; says whether. */
  boolean rests() {
    boolean dormant = isDormant();
    if (dormant) {
      duties.wakeAt(0, this::proceed);
    }
    return dormant;
  }

  private boolean isDormant() {
    long wakeAt = state.wakeAt();
    return mailbox.isIdle()
        && isOurs()
        && !hasMoreToDecide()
        && Outstanding.of(state).isEmpty()
        && wakeAt > ports.clock().millis() + DORMANT_MILLIS;
  }

  /** Succeeds when the command's consequences are durable; fails with its refusal. */
  Future<Void> send(Command command) {
    return post(command);
  }

  /** Takes in what others have committed. */
  Future<Void> look() {
    return post(null);
  }

  private Future<Void> post(@Nullable Command command) {
    Promise<Void> answer = Promise.promise();
    try {
      mailbox.send(new Letter(command, answer));
    } catch (RuntimeException full) {
      answer.fail(full);
    }
    return answer.future();
  }

  /** Does everything that the state of an own run asks for. */
  void resume() {
    if (isOurs()) {
      begin(new Outstanding.Change(Outstanding.of(state), List.of()));
    }
  }

  /** Takes the run from an owner that is gone. */
  Future<Void> takeOver() {
    return isOurs() || state.isSettled()
        ? Future.succeededFuture()
        : send(new Command.TakeOver(state.owner()));
  }

  /** Nothing of it is this process's business any more. */
  void forget() {
    duties.drop(state);
  }

  private Future<Void> work(List<Letter> batch) {
    return Futures.inOrder(new Letters(batch).rounds(), this::round).map(this::leave);
  }

  /** There is nothing to do for it here: it is over, another's, or was never brought into being. */
  private Void leave(Void worked) {
    boolean known = !inDoubt || duties.areDropped();
    if (known && mailbox.size() == 0 && (state.isSettled() || !isOurs())) {
      duties.wakeAt(0, this::proceed);
      ports.left().accept(this);
    }
    return worked;
  }

  /** Decides as many letters as the payloads at hand allow, and commits them together. */
  private Future<Void> round(Letters letters) {
    Command next = Objects.requireNonNull(letters.peek()).command();
    if (duties.areDropped()) {
      letters.take();
      letters.refuse(RunProblems.forgotten());
      return Future.succeededFuture();
    }
    if (next == null) {
      Letter look = letters.take();
      return catchUp().onComplete(look.answer()).otherwiseEmpty();
    }
    if (state.head() == 0 && !(next instanceof Command.Create)) {
      return unborn(letters);
    }
    return payloads
        .load(Needs.of(state, next, behaviour))
        .compose(loaded -> decisions.of(state, letters, loaded))
        .compose(
            decided ->
                decided.stream().allMatch(one -> one.decision().emitted().isEmpty())
                    ? confirm(decided, letters)
                    : commit(decided))
        .recover(failure -> failed(failure, letters));
  }

  /** The run may have been created without this process having been told. */
  private Future<Void> unborn(Letters letters) {
    letters.take();
    return catchUp()
        .onComplete(
            looked -> {
              if (state.head() > 0) {
                letters.putBack();
              } else {
                letters.refuse(
                    looked.failed() ? looked.cause() : Problems.runNotFound(id().toString()));
              }
            })
        .otherwiseEmpty();
  }

  /**
   * A decision that changes nothing meets no guard at the store, and a process that has stood still
   * may know an old state: it is answered only when nobody has moved on.
   */
  private Future<Void> confirm(List<Decided> decided, Letters letters) {
    ports.tally().decided(decided.size());
    boolean isAwaited =
        decided.stream().anyMatch(one -> !(one.letter().command() instanceof Command.Proceed));
    long head = state.head();
    return (isAwaited ? catchUp() : Future.<Void>succeededFuture())
        .map(
            looked -> {
              if (state.head() > head) {
                letters.putBack();
              } else {
                decided.forEach(Decided::answer);
                if (isAwaited) {
                  goOn();
                } else {
                  rearm();
                }
              }
              return looked;
            });
  }

  private Future<Void> commit(List<Decided> decided) {
    ports.tally().decided(decided.size());
    List<Emitted> emitted =
        decided.stream().flatMap(one -> one.decision().emitted().stream()).toList();
    RunState before = state;
    RunState after = decided.get(decided.size() - 1).decision().next();
    Outstanding.Change change =
        duties.change(before, after, emitted.stream().map(Emitted::recorded).toList());
    duties.reserve(change);
    RunStore.Append append = Appends.of(ports, before, row(), emitted, after);
    ports.faults().at(Point.BEFORE_APPEND);
    return ports
        .store()
        .append(append)
        .onFailure(refused -> duties.release(change))
        .map(
            durable -> {
              ports.faults().at(Point.AFTER_COMMIT);
              state = after;
              row = append.row();
              ports.tally().committed(emitted.size());
              RunLog.committed(after, emitted);
              remember(emitted, append.entries());
              decided.forEach(Decided::answer);
              begin(change);
              ports.moved().accept(id());
              return durable;
            });
  }

  /** Null for a run that is not there yet. */
  private RunStore.@Nullable RunRow row() {
    if (row == null && state.head() > 0) {
      row = RunRows.of(state);
    }
    return row;
  }

  private void begin(Outstanding.Change change) {
    duties.begin(change, state, payloads);
    goOn();
  }

  /**
   * Someone else has moved on: read what they did and decide again; where there is nothing to read,
   * they have thrown the run away. Anything else: tell the senders, and look later whether it was
   * committed all the same.
   */
  private Future<Void> failed(Throwable failure, Letters letters) {
    boolean stale = failure instanceof Conflict conflict && conflict.code() == Code.STALE_HEAD;
    if (failure instanceof Problem problem && problem.code() == Code.LEASE_LOST) {
      ports.membership().suspect();
    }
    long head = state.head();
    return catchUp()
        .onComplete(
            looked -> {
              if (stale && looked.succeeded() && head > 0 && state.head() == head) {
                letters.refuse(Problems.runNotFound(id().toString()));
              } else if (stale && looked.succeeded()) {
                letters.putBack();
              } else {
                letters.refuse(stale ? looked.cause() : failure);
                inDoubt |= looked.failed();
                lookLater();
              }
            })
        .otherwiseEmpty();
  }

  /** Takes in what others have committed, or this process without having been told. */
  private Future<Void> catchUp() {
    return ports
        .store()
        .journal(id(), state.head())
        .map(
            delta -> {
              inDoubt = false;
              if (!delta.isEmpty()) {
                RunState before = state;
                state = Evolve.all(before, delta);
                row = null;
                history.lose();
                begin(duties.change(before, state, delta));
                ports.moved().accept(id());
              }
              return null;
            });
  }

  /** An own run does not stop because the store could not be written or read for a while. */
  private void lookLater() {
    if (!inDoubt && (state.head() == 0 || !isOurs())) {
      return;
    }
    duties.wakeAt(
        ports.clock().millis() + LOOK_MILLIS,
        () -> look().onSuccess(seen -> goOn()).onFailure(unread -> lookLater()));
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
    rearm();
    if (isOurs() && hasMoreToDecide()) {
      proceed();
    }
  }

  /** Also after an alarm that came to nothing: the clock may have gone back since it was set. */
  private void rearm() {
    if (inDoubt) {
      lookLater();
    } else {
      RunStore.RunRow known = isOurs() ? row() : null;
      duties.wakeAt(known == null ? 0 : known.wakeAt(), this::proceed);
    }
  }

  private void proceed() {
    Detached.run("proceed with " + id(), send(new Command.Proceed()));
  }

  private boolean hasMoreToDecide() {
    return state.state() == State.RUNNING && (!state.ready().isEmpty() || state.undecided() == 0);
  }
}
