package dev.ktsu.orchestrator.doctor;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.orchestrator.run.StoreFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sentences of a checkup, and the limits beyond which they are said. */
public final class Findings {
  private static final long DISK_FREE_MIN = 1L << 30;
  private static final long LOG_MAX = 256L << 20;
  private static final long FREE_MIN = 64L << 20;
  private static final int FREE_PART = 2;
  private static final String RESTORE =
      "Stop the orchestrator, keep a copy of the file, and `ktsu restore` a backup.";

  private Findings() {}

  static List<Finding> of(StoreFacts facts) {
    List<Finding> found = new ArrayList<>();
    StoreFacts.Size size = facts.size();
    if (!facts.damage().isEmpty()) {
      found.add(new Finding("The store is damaged: " + facts.damage() + ".", RESTORE));
    }
    if (!facts.isReadable()) {
      found.add(
          new Finding(
              "The store has schema %d and this release reads up to %d."
                  .formatted(facts.schema(), facts.schemaOfRelease()),
              "Use the release that wrote it, or a newer one."));
    }
    if (size.diskFree() >= 0 && size.diskFree() < DISK_FREE_MIN) {
      found.add(
          new Finding(
              "The disk has " + mebibytes(size.diskFree()) + " left.",
              "Make room, or keep fewer runs with KTSU_RUNS_KEPT or KTSU_RUNS_KEPT_DAYS."));
    }
    if (size.log() > LOG_MAX) {
      found.add(
          new Finding(
              "The write-ahead log has " + mebibytes(size.log()) + ".",
              "Something reads for very long, as a backup tool may: end it, or restart."));
    }
    if (size.free() > FREE_MIN && size.free() * FREE_PART > size.bytes()) {
      found.add(
          new Finding(
              mebibytes(size.free()) + " of the file's " + mebibytes(size.bytes()) + " are empty.",
              "New runs fill them; to give them back, stop, `ktsu backup` and `ktsu restore"
                  + " --force`."));
    }
    return found;
  }

  static Finding unreadable(Throwable failure) {
    return new Finding("The store cannot be read: " + failure.getMessage() + ".", RESTORE);
  }

  static Finding notAllLookedAt(int open, int most) {
    return new Finding(
        open + " runs are not over; only the oldest " + most + " were looked at.",
        "Mend what is found, and ask again.");
  }

  static Finding late(RunId run, Instant due, List<String> steps) {
    return new Finding(
        "%s was due at %s and nobody went on with it%s."
            .formatted(run, due, steps.isEmpty() ? "" : " (" + String.join("; ", steps) + ")"),
        "Start an orchestrator over this store, or restart the one there is.");
  }

  static Finding leftAlone(RunId run, Problem problem) {
    return new Finding(run + " is left alone. " + problem.getMessage(), problem.remedy());
  }

  static Finding missingDefinition(String digest) {
    return new Finding(
        "The definition " + digest + " of a run that is not over is not kept.",
        "Restore a backup that holds it, or cancel the run and delete it.");
  }

  /** What it means that no orchestrator answers at {@code url}. */
  public static List<Finding> withoutAnswer(Report report, String url) {
    List<String> users =
        report.facts() == null
            ? List.of()
            : report.facts().leases().entrySet().stream()
                .filter(lease -> lease.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    if (!users.isEmpty()) {
      return List.of(
          new Finding(
              "The store is in use by "
                  + String.join(", ", users)
                  + ", but no orchestrator answers at "
                  + url
                  + ".",
              "Name it with --orchestrator; one that was killed counts as gone after ten"
                  + " seconds."));
    }
    return report.waiting().isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                report.waiting().size()
                    + " runs are not over, and no orchestrator answers at "
                    + url
                    + ".",
                "Start one, or name it with --orchestrator."));
  }

  /** There is nothing to look at. */
  public static Finding noFile(String file) {
    return new Finding(
        "There is no store at " + file + ".",
        "Name it with --db-path; the first start of an orchestrator makes it.");
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
