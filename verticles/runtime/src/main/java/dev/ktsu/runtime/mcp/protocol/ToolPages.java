package dev.ktsu.runtime.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of {@code tools/list}, put together; refuses endless and circling lists. */
public final class ToolPages {
  private static final int PAGES_MAX = 100;
  private static final int TOOLS_MAX = 2_000;

  private final List<Tool> tools = new ArrayList<>();
  private final Set<String> cursors = new HashSet<>();
  private @Nullable String next;
  private int pages;

  /**
   * Takes a page.
   *
   * @return whether another one follows
   * @throws McpFailure.Broken when there are too many pages or tools, or a cursor comes again
   */
  public boolean add(JsonNode page) throws McpFailure.Broken {
    page.path("tools").forEach(entry -> tools.add(Tool.of(entry)));
    // An empty text is a cursor like any other; only its absence ends the list.
    next = page.hasNonNull("nextCursor") ? page.get("nextCursor").asText() : null;
    pages++;
    if (tools.size() > TOOLS_MAX || pages > PAGES_MAX) {
      throw new McpFailure.Broken(
          "tools/list is longer than " + TOOLS_MAX + " tools or " + PAGES_MAX + " pages");
    }
    if (next != null && !cursors.add(next)) {
      throw new McpFailure.Broken("tools/list gives the same cursor twice");
    }
    return next != null;
  }

  /** Parameters that ask for the next page. */
  public ObjectNode params() {
    ObjectNode params = Json.object();
    return next == null ? params : params.put("cursor", next);
  }

  public List<Tool> tools() {
    return List.copyOf(tools);
  }
}
