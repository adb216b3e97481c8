package dev.ktsu.power;

/**
 * Something that a traced process did. {@code begun} and {@code done} are moments: numbers of lines
 * in the trace.
 */
sealed interface Operation {
  long begun();

  long done();

  /**
   * When it counts: a change may be on the disk once it has begun, a sync is none before its end.
   */
  default long moment() {
    return switch (this) {
      case Change change -> change.begun();
      case Answer answer -> answer.begun();
      case Sync sync -> sync.done();
      case SyncFolder sync -> sync.done();
    };
  }

  /** Changes a folder or a file in it; {@code file} is a name without a path. */
  sealed interface Change extends Operation {
    String file();
  }

  /** A file that was not there, empty. */
  record Create(long begun, long done, String file) implements Change {}

  record Remove(long begun, long done, String file) implements Change {}

  record Write(long begun, long done, String file, long offset, byte[] bytes) implements Change {}

  record Truncate(long begun, long done, String file, long size) implements Change {}

  /** What was written to the file is durable. */
  record Sync(long begun, long done, String file) implements Operation {}

  /** Which files are in the folder is durable. */
  record SyncFolder(long begun, long done) implements Operation {}

  /** A caller was told that something is done. */
  record Answer(long begun, long done, Promise promise, String run) implements Operation {}

  /** What an answer says. */
  enum Promise {
    /** The run is there. */
    ACCEPTED,
    /** The wish to cancel it is there. */
    CANCELLING
  }
}
