package dev.ktsu.run;

import dev.ktsu.client.RunRecord;
import dev.ktsu.client.RunRecord.StepRecord;
import dev.ktsu.client.StepLine;
import dev.ktsu.shell.Shell;
import java.util.ArrayList;
import java.util.List;

/** A block of lines, one a step, drawn over itself on a terminal. */
final class LiveProgress implements Progress {
  private static final String LINE_START = "\r\u001B[K";
  private static final String UP = "\u001B[%dA";

  private final Shell shell;
  private List<String> drawn = List.of();

  LiveProgress(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void show(RunRecord record) {
    List<String> lines = lines(record.steps());
    if (lines.equals(drawn)) {
      return;
    }
    StringBuilder block = new StringBuilder();
    if (!drawn.isEmpty()) {
      block.append(UP.formatted(drawn.size()));
    }
    lines.forEach(line -> block.append(LINE_START).append(line).append('\n'));
    for (int gone = lines.size(); gone < drawn.size(); gone++) {
      block.append(LINE_START).append('\n');
      lines.add("");
    }
    shell.err().print(block);
    shell.err().flush();
    drawn = lines;
  }

  @Override
  public void end(RunRecord record) {
    StepLine.end(shell, record);
  }

  /** Where they do not fit the screen: the steps that are not over, and how many there are more. */
  private List<String> lines(List<StepRecord> steps) {
    int most = Math.max(1, shell.screen().rows() - 3);
    List<StepRecord> shown =
        steps.size() <= most
            ? steps
            : steps.stream().filter(step -> !step.json().has("ended_at")).limit(most).toList();
    int idColumns = shown.stream().mapToInt(step -> step.id().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    shown.forEach(step -> lines.add(cut(StepLine.of(step, idColumns))));
    if (shown.size() < steps.size()) {
      lines.add("… and " + (steps.size() - shown.size()) + " more");
    }
    return lines;
  }

  /** A line that wraps would be drawn over too late. */
  private String cut(String line) {
    int most = Math.max(20, shell.screen().columns() - 1);
    return line.length() <= most ? line : line.substring(0, most - 1) + "…";
  }
}
