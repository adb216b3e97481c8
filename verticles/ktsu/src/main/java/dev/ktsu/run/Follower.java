package dev.ktsu.run;

import dev.ktsu.client.OrchestratorClient;
import dev.ktsu.client.RunRecord;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Follows a run to its end, and cancels it at Ctrl-C. */
final class Follower {
  static final int DONE = 0;
  static final int RUN_FAILED = 2;

  private static final long POLL_MILLIS = 60;

  /** How often a cancelled run is looked at before it is left as it is: six seconds. */
  private static final int LOOKS_AFTER_CANCEL = 100;

  private final OrchestratorClient client;
  private final Progress progress;
  private final CtrlC ctrlC;

  Follower(OrchestratorClient client, Progress progress, CtrlC ctrlC) {
    this.client = client;
    this.progress = progress;
    this.ctrlC = ctrlC;
  }

  /**
   * Blocks until the run is over or was cancelled.
   *
   * @return the exit code
   */
  int follow(String run) {
    RunRecord record = client.run("poll", run);
    progress.show(record);
    while (!record.isOver()) {
      if (ctrlC.pressedWithin(POLL_MILLIS)) {
        return cancel(run);
      }
      record = client.run("poll", run);
      progress.show(record);
    }
    progress.end(client.wholeRun("poll", run));
    return record.isComplete() ? DONE : RUN_FAILED;
  }

  private int cancel(String run) {
    client.cancel(run, "Ctrl-C");
    RunRecord record = client.run("poll", run);
    for (int look = 0; look < LOOKS_AFTER_CANCEL && !record.isOver(); look++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      record = client.run("poll", run);
      progress.show(record);
    }
    progress.end(client.wholeRun("poll", run));
    return CtrlC.EXIT;
  }
}
