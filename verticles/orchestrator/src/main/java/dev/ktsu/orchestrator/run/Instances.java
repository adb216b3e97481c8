package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import io.vertx.core.Future;
import java.util.List;

/**
 * The processes that share a store. Each holds a lease; one whose lease is over is out as soon as
 * another looks, and can write nothing any more. Time is that of the database.
 */
public interface Instances {
  /**
   * Takes a lease. A former start of the same instance is out at once.
   *
   * @return fails with {@link dev.ktsu.contracts.problems.Conflict} {@code instance_taken} when the
   *     lease belongs to a process that runs
   */
  Future<Roll> join(Member me);

  /** Prolongs the lease, and puts those out whose lease is over or whose process is gone. */
  Future<Roll> renew(Member me);

  /** Gives the lease back. */
  Future<Void> leave(Instance me);

  /** Unsettled runs whose owner has no lease, oldest first. */
  Future<List<RunId>> orphans();

  /** Unsettled runs of the owner in which something falls due before {@code millis}. */
  Future<List<RunId>> due(Instance owner, long millis);

  /** Runs of {@code me} that others have moved on. */
  Future<List<Mail>> mail(Instance me);

  /** Such mail need not come again. */
  Future<Void> discard(Instance me, List<Mail> read);

  /** Keeps what a runtime says of itself in place of what it said before. */
  Future<Void> keepBeat(Beat beat);

  /** What every runtime has said last. */
  Future<List<Beat>> beats();

  /**
   * Calls {@code look} when another process may have written. A hint: who must not miss anything
   * also looks by itself.
   */
  void onNews(Runnable look);

  /** A process that wants a lease. */
  record Member(Instance instance, Processes processes, long leaseMillis) {}

  /** What a process knows of others. */
  interface Processes {
    /** Itself, as others may know it. */
    String self();

    /** How the process that calls itself so is doing. */
    Life life(String process);
  }

  /** How a process is doing. */
  enum Life {
    RUNNING,
    GONE,
    /** It is of another machine. */
    UNKNOWN
  }

  /** How someone stands. */
  enum Standing {
    HELD,
    /** The lease was over, and another has seen it. */
    LOST,
    /** A later start of the same instance has it. */
    SUCCEEDED
  }

  /**
   * @param others who else has a lease
   */
  record Roll(Standing standing, List<Instance> others) {
    public Roll {
      others = List.copyOf(others);
    }
  }

  /**
   * @param head where the run stood when it was written
   */
  record Mail(RunId run, long head) {}

  /**
   * @param runtime id of the runtime
   * @param trusted whether the URL in the body may be used
   * @param ageMillis how long ago it was heard
   * @param body the heartbeat as JSON
   */
  record Beat(String runtime, boolean trusted, long ageMillis, byte[] body) {}
}
