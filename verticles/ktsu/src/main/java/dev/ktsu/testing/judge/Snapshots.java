package dev.ktsu.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.project.TestCase;
import dev.ktsu.shell.CommandError;
import dev.ktsu.testing.match.Difference;
import dev.ktsu.testing.play.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Outputs that were kept for the tests of one file, in {@code snapshots/} beside it. */
public final class Snapshots {
  private final Path file;
  private final boolean isUpdating;
  private final ObjectNode kept;

  private Snapshots(Path file, boolean isUpdating, ObjectNode kept) {
    this.file = file;
    this.isUpdating = isUpdating;
    this.kept = kept;
  }

  /**
   * Those of a file of tests.
   *
   * @param isUpdating what differs is kept, and is no flaw
   */
  public static Snapshots of(Path tests, boolean isUpdating) {
    String name = tests.getFileName().toString().replaceFirst("[.]test[.]yaml$", ".json");
    Path file = tests.resolveSibling("snapshots").resolve(name);
    return new Snapshots(file, isUpdating, read(file));
  }

  /** What is not as it was kept. */
  public Optional<Flaw> compare(TestCase test, Outcome outcome) {
    if (!test.expected().snapshot()) {
      return Optional.empty();
    }
    JsonNode now = picture(outcome);
    JsonNode before = kept.path(test.name());
    List<String> lines = Difference.between(before, now);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    if (isUpdating) {
      kept.set(test.name(), now);
      return Optional.empty();
    }
    String sentence =
        before.isMissingNode()
            ? "there is no snapshot yet; keep one with --update"
            : "the snapshot differs; if that is right, keep the new one with --update";
    return Optional.of(
        new Flaw(sentence, test.at().line(), before.isMissingNode() ? List.of() : lines));
  }

  /** Writes what was updated, without the tests that are not there any more. */
  public void save(List<String> tests) {
    if (!isUpdating) {
      return;
    }
    kept.retain(tests);
    if (!kept.equals(read(file))) {
      write();
    }
  }

  private void write() {
    try {
      if (kept.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Files.createDirectories(file.getParent());
      Files.writeString(file, Json.pretty(kept) + "\n");
    } catch (IOException refused) {
      throw new CommandError("cannot write " + file + ": " + refused.getMessage());
    }
  }

  /** Status and output of the run and of its steps: what a test can rely on. */
  private static ObjectNode picture(Outcome outcome) {
    ObjectNode picture = Json.object();
    put(picture.putObject("run"), outcome.run(), outcome.result());
    ObjectNode steps = picture.putObject("steps");
    outcome.steps().forEach((path, step) -> put(steps.putObject(path), step, step.path("output")));
    return picture;
  }

  private static void put(ObjectNode into, JsonNode record, JsonNode output) {
    into.put("status", record.path("status").asText());
    if (record.has("error_code")) {
      into.set("error_code", record.get("error_code"));
    }
    if (!output.isMissingNode()) {
      into.set("output", output);
    }
  }

  private static ObjectNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Json.object();
    }
    try {
      if (Json.parse(Files.readAllBytes(file)) instanceof ObjectNode kept) {
        return kept;
      }
      throw new CommandError(file + " holds no snapshots; delete it and run with --update");
    } catch (Problem | IOException unreadable) {
      throw new CommandError(
          "cannot read "
              + file
              + ": "
              + unreadable.getMessage()
              + "; delete it and run with --update");
    }
  }
}
