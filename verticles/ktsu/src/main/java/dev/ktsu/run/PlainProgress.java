package dev.ktsu.run;

import dev.ktsu.client.RunRecord;
import dev.ktsu.client.RunRecord.StepRecord;
import dev.ktsu.client.StepLine;
import dev.ktsu.shell.Shell;
import java.util.HashMap;
import java.util.Map;

/** A line for each step whose status has changed, for logs and pipes. */
final class PlainProgress implements Progress {
  private final Shell shell;
  private final Map<String, String> statuses = new HashMap<>();

  PlainProgress(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void show(RunRecord record) {
    for (StepRecord step : record.steps()) {
      boolean waits = step.status().equals("pending");
      if (!waits && !step.status().equals(statuses.put(step.id(), step.status()))) {
        shell.err().println(StepLine.of(step, 0));
      }
    }
  }

  @Override
  public void end(RunRecord record) {
    StepLine.end(shell, record);
  }
}
