package dev.ktsu.run;

import dev.ktsu.client.RunRecord;
import dev.ktsu.shell.Shell;

/** How a run is shown while it goes on, and what is left of it at the end. */
sealed interface Progress permits LiveProgress, PlainProgress, JsonProgress {
  /** The record as it is now; called often, also when nothing has changed. */
  void show(RunRecord record);

  /** The last record, after {@link #show}. */
  void end(RunRecord record);

  /**
   * Events for a program, a block that is drawn anew for a person, or a line for each change.
   *
   * @param json whether a program reads along
   * @param logs whether log lines come in between, so that nothing can be drawn anew
   */
  static Progress of(Shell shell, boolean json, boolean logs) {
    if (json) {
      return new JsonProgress(shell.out());
    }
    return shell.screen().errIsTerminal() && !logs
        ? new LiveProgress(shell)
        : new PlainProgress(shell);
  }
}
