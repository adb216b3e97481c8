package dev.ktsu.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.RunRecord;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import dev.ktsu.shell.Shell.Screen;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private static final String CLEAR = "\r\u001B[K";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void changeIsDrawnOverWhatStoodThere() {
    LiveProgress progress = on(new Screen(true, true, 80, 24));

    progress.show(record("running", step("a", "running"), step("long", "pending")));
    progress.show(record("running", step("a", "complete"), step("long", "running")));

    assertEquals(
        CLEAR
            + "● a     running\n"
            + CLEAR
            + "○ long  pending\n"
            + "\u001B[2A"
            + CLEAR
            + "✔ a     complete\n"
            + CLEAR
            + "● long  running\n",
        drawn());
  }

  @Test
  void nothingIsDrawnWhereNothingChanged() {
    LiveProgress progress = on(new Screen(true, true, 80, 24));

    progress.show(record("running", step("a", "running")));
    int once = err.size();
    progress.show(record("running", step("a", "running")));

    assertEquals(once, err.size());
  }

  @Test
  void lineNeverWraps() {
    LiveProgress progress = on(new Screen(true, true, 30, 24));

    progress.show(record("running", step("a-step-with-a-very-long-name-indeed", "running")));

    assertEquals(CLEAR + "● a-step-with-a-very-long-na…\n", drawn());
  }

  @Test
  void stepsThatDoNotFitAreCounted() {
    LiveProgress progress = on(new Screen(true, true, 80, 5));

    progress.show(
        record(
            "running",
            step("a", "running"),
            step("b", "pending"),
            step("c", "pending"),
            step("d", "pending")));

    assertTrue(drawn().endsWith(CLEAR + "… and 2 more\n"), drawn());
  }

  @Test
  void blockThatShrinksLeavesNothingBehind() {
    LiveProgress progress = on(new Screen(true, true, 80, 24));

    progress.show(record("running", step("a", "running"), step("b", "running")));
    err.reset();
    progress.show(record("running", step("a", "running")));

    assertEquals("\u001B[2A" + CLEAR + "● a  running\n" + CLEAR + "\n", drawn());
  }

  @Test
  void resultIsAloneOnStandardOutput() {
    LiveProgress progress = on(new Screen(true, true, 80, 24));
    ObjectNode done = step("a", "complete");
    done.putObject("output").put("text", "hi");

    progress.end(record("complete", done));

    assertEquals("hi", Json.parse(out.toByteArray()).get("text").asText());
    assertEquals("run_1 complete  0.0s\n", drawn());
  }

  private LiveProgress on(Screen screen) {
    return new LiveProgress(
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            screen));
  }

  private String drawn() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static RunRecord record(String status, ObjectNode... steps) {
    ObjectNode record = Json.object();
    record.putObject("run").put("id", "run_1").put("status", status);
    var list = record.putArray("steps");
    for (ObjectNode step : steps) {
      list.add(step);
    }
    return new RunRecord(record);
  }

  private static ObjectNode step(String id, String status) {
    return Json.object().put("id", id).put("status", status);
  }
}
