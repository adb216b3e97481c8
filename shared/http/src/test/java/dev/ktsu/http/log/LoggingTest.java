package dev.ktsu.http.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static String logged(String format, Secrets secrets, Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Logging.start(format, "info", secrets);
      work.run();
    } finally {
      System.setErr(before);
      Logging.start("text", "warn", new Secrets());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void line() {
    LoggerFactory.getLogger("dev.ktsu.Test")
        .atInfo()
        .addKeyValue("run", "run_1")
        .addKeyValue("step", "greet")
        .log("called with {}", "a-secret-value");
  }

  @Test
  void textLineShowsTheMessageAndWhatItBelongsTo() {
    String text = logged("text", new Secrets(), LoggingTest::line);
    assertTrue(text.contains("INFO  Test: called with a-secret-value run=run_1 step=greet"), text);
  }

  @Test
  void jsonLineIsOneObject() {
    JsonNode line = Json.parse(logged("json", new Secrets(), LoggingTest::line).strip());
    assertEquals("INFO", line.get("level").asText());
    assertEquals("called with a-secret-value", line.get("formattedMessage").asText());
    assertTrue(line.get("kvpList").toString().contains("run_1"), line.toString());
  }

  @Test
  void secretsAreMaskedInBothForms() {
    Secrets secrets = new Secrets();
    secrets.add(List.of("a-secret-value", "short"));
    for (String format : List.of("text", "json")) {
      String text = logged(format, secrets, LoggingTest::line);
      assertFalse(text.contains("a-secret-value"), text);
      assertTrue(text.contains("called with [REDACTED]"), text);
    }
    assertEquals("short", secrets.scrub("short"));
  }
}
