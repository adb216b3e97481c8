package dev.ktsu.toolserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.toolserver.Tool;
import dev.ktsu.toolserver.ToolResult;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What time it is, which models do not know. */
public final class ClockTools {
  private ClockTools() {}

  public static List<Tool> of(Clock clock) {
    JsonNode schema =
        Json.parse(
            """
            {"type": "object",
             "properties": {"zone": {"type": "string",
               "description": "IANA time zone such as Europe/Paris; UTC when left out"}},
             "additionalProperties": false}\
            """);
    return List.of(
        new Tool(
            "now",
            "Gives the current date and time as ISO 8601 with the offset of a time zone.",
            schema,
            Tool.Effect.READS,
            arguments -> Future.succeededFuture(now(clock, arguments.path("zone").asText("UTC")))));
  }

  private static ToolResult now(Clock clock, String zone) {
    try {
      return new ToolResult.Text(
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.of(zone))));
    } catch (DateTimeException unknown) {
      return new ToolResult.Failure("there is no time zone \"" + zone + "\"");
    }
  }
}
