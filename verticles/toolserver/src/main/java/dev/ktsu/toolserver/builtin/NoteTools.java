package dev.ktsu.toolserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.toolserver.Tool;
import dev.ktsu.toolserver.ToolResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Notes that are kept as long as the process lives: a thing to change, for trying things out. */
public final class NoteTools {
  private static final int NOTES_MAX = 1_000;

  private final List<String> notes = new ArrayList<>();

  private NoteTools() {}

  public static List<Tool> all() {
    NoteTools all = new NoteTools();
    return List.of(
        new Tool(
            "read_notes",
            "Gives all notes, oldest first.",
            Json.parse("{\"type\": \"object\", \"additionalProperties\": false}"),
            Tool.Effect.READS,
            arguments -> Future.succeededFuture(all.read())),
        new Tool(
            "add_note",
            "Adds a note. It cannot be taken back.",
            Json.parse(
                """
                {"type": "object",
                 "properties": {"text": {"type": "string", "maxLength": 1000}},
                 "required": ["text"],
                 "additionalProperties": false}\
                """),
            Tool.Effect.WRITES,
            arguments -> Future.succeededFuture(all.add(arguments.path("text")))));
  }

  private synchronized ToolResult read() {
    ObjectNode all = Json.object();
    ArrayNode list = all.putArray("notes");
    notes.forEach(list::add);
    return new ToolResult.Structure(all);
  }

  private synchronized ToolResult add(JsonNode text) {
    if (notes.size() >= NOTES_MAX) {
      return new ToolResult.Failure("there are " + NOTES_MAX + " notes, and there can be no more");
    }
    notes.add(text.asText());
    return new ToolResult.Text("kept as note " + notes.size());
  }
}
