package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are kept. Several instances may stand over the same data: the head of a run guards it.
 *
 * <p>Futures fail with {@link dev.ktsu.contracts.problems.Transient} {@code store_unavailable} when
 * the store cannot work now, with {@link dev.ktsu.contracts.problems.Fault} {@code store_corrupt}
 * when it never will.
 */
public interface RunStore extends Upkeep {
  Future<Void> start();

  /** Ends what was begun, then closes. */
  Future<Void> stop();

  /**
   * Adds events to the journal of a run, whole and alone; succeeds once they are durable.
   *
   * @return fails with {@link dev.ktsu.contracts.problems.Conflict} {@code stale_head} when the run
   *     has another head than {@link Append#head}, with {@link
   *     dev.ktsu.contracts.problems.Transient} {@code lease_lost} when the writer is not a member
   *     any more; then nothing has changed
   */
  Future<Void> append(Append append);

  /** Appends that wait for the store. */
  int waiting();

  /** Transactions so far. */
  long commits();

  /** The events of a run after {@code seq}, in order; empty for an unknown run. */
  Future<List<Recorded>> journal(RunId run, long seq);

  /** The first {@code limit} of them. */
  Future<List<Recorded>> journal(RunId run, long seq, int limit);

  /** The last snapshot of a run, empty for none. */
  Future<Optional<Snapshot>> snapshot(RunId run);

  /** The payloads of these events of a run; those without one are missing from the answer. */
  Future<Map<Long, byte[]>> payloads(RunId run, Collection<Long> seqs);

  /** The processes that share the store. */
  Instances instances();

  /** The events of all runs. */
  Feed feed();

  /** Secrets of callers, sealed. */
  Sealed sealed();

  /** Runs for which something may still happen, oldest first. */
  Future<List<RunId>> unsettled();

  /** Runs, newest first. */
  Future<List<RunRow>> list(RunQuery query);

  /**
   * Gives a caller's key to a run, unless it belongs to one already.
   *
   * @return the holder of the key: {@link Claim#run} of {@code claim}, or that of an earlier one
   *     made after {@code since}
   */
  Future<Claim> claim(Claim claim, long since);

  /**
   * Keeps the files of a definition under their digest; keeping them again says that they are in
   * use, and changes nothing else.
   */
  Future<Void> keepDefinition(String digest, byte[] files);

  Future<Optional<byte[]>> definition(String digest);

  /** Succeeds when the store answers. */
  Future<Void> check();

  /**
   * @param head sequence number of the last event that the writer has seen, 0 for a new run
   * @param entries follow it without a gap
   * @param row how the run stands after them
   * @param by who writes; null for nobody in particular, whose lease is not looked at
   * @param tell an instance that gets mail about it, null for none
   * @param snapshot the state after them, null for none
   * @param standsStill whether the run {@link RunRow#standsAs stands as} it did before them
   */
  record Append(
      RunId run,
      long head,
      List<Entry> entries,
      RunRow row,
      @Nullable Instance by,
      @Nullable Instance tell,
      byte @Nullable [] snapshot,
      boolean standsStill) {
    public Append {
      entries = List.copyOf(entries);
    }

    /** By nobody in particular. */
    public Append(RunId run, long head, List<Entry> entries, RunRow row) {
      this(run, head, entries, row, null, null, null, false);
    }
  }

  /**
   * The state of a run after the event {@code seq}.
   *
   * @param version of its form
   */
  record Snapshot(long seq, int version, byte[] state) {}

  /** One event as it is kept; {@code payload} is null for none. */
  record Entry(
      long seq, long at, String type, int version, byte[] meta, byte @Nullable [] payload) {}

  /**
   * What lists show of a run: derived from its journal, kept narrow.
   *
   * @param completedAt milliseconds, 0 while it runs
   * @param error at most 300 characters
   * @param wakeAt when something falls due, milliseconds, 0 for never
   * @param owner who carries out what it asks for; empty for nobody
   * @param held tool calls that wait for a person
   */
  record RunRow(
      RunId run,
      String workflow,
      String definition,
      State state,
      boolean settled,
      long head,
      long createdAt,
      long updatedAt,
      long completedAt,
      @Nullable Code code,
      String error,
      Metrics used,
      long wakeAt,
      String owner,
      int held) {
    /** Whether it differs from the other in nothing but how far it has come. */
    public boolean standsAs(RunRow other) {
      return equals(other.moved(head, updatedAt, used));
    }

    /** The same further on. */
    public RunRow moved(long toHead, long at, Metrics usage) {
      return new RunRow(
          run,
          workflow,
          definition,
          state,
          settled,
          toHead,
          createdAt,
          at,
          completedAt,
          code,
          error,
          usage,
          wakeAt,
          owner,
          held);
    }
  }

  /**
   * A key that a caller sent with an invoke.
   *
   * @param key digest of caller, workflow and key
   * @param body digest of what was asked for
   * @param at when, milliseconds
   */
  record Claim(String key, String body, RunId run, long at) {}

  /**
   * @param workflow invoked name, empty for all
   * @param states inner states, empty for all
   * @param limit at most this many
   * @param before only older runs than this one, null for all
   * @param since only runs created then or later, milliseconds
   * @param until only runs created before, milliseconds
   * @param held only runs with tool calls that wait for a person
   */
  record RunQuery(
      String workflow,
      List<State> states,
      int limit,
      @Nullable RunId before,
      long since,
      long until,
      boolean held) {
    public RunQuery {
      states = List.copyOf(states);
    }

    /** Runs of any time. */
    public RunQuery(String workflow, List<State> states, int limit, @Nullable RunId before) {
      this(workflow, states, limit, before, 0, Long.MAX_VALUE, false);
    }

    /** Runs with tool calls that wait for a person. */
    public static RunQuery held(int limit) {
      return new RunQuery("", List.of(), limit, null, 0, Long.MAX_VALUE, true);
    }
  }
}
