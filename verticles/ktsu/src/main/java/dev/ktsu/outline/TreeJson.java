package dev.ktsu.outline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Outline;
import dev.ktsu.project.Outline.Called;
import dev.ktsu.project.Outline.Entry;
import dev.ktsu.project.Outline.Inner;
import dev.ktsu.project.Outline.Standing;
import dev.ktsu.project.When;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A workflow as nested JSON objects: {@code {"path", "kind", "children"}}, with the facts of the
 * step where it is one. Paths are absolute.
 */
final class TreeJson {
  private final Path root;

  private TreeJson(Path root) {
    this.root = root;
  }

  /**
   * @param root of the project
   */
  static String of(Outline outline, Path root) {
    ObjectNode json = Json.object();
    new TreeJson(root.toAbsolutePath().normalize()).workflow(json, outline);
    return Json.text(json) + "\n";
  }

  private void workflow(ObjectNode json, Outline outline) {
    json.put("path", path(outline.file())).put("kind", "workflow").put("name", outline.name());
    flag(json, outline.hasErrors());
    ArrayNode children = json.putArray("children");
    outline.entries().forEach(entry -> step(children.addObject(), entry));
  }

  private void step(ObjectNode json, Entry entry) {
    switch (entry.part()) {
      case Outline.Alone alone -> json.put("kind", alone.kind());
      case Called agent -> agent(json, agent);
      case Inner inner -> inner(json, inner);
    }
    json.put("step", entry.id()).put("line", entry.at().line());
    entry.condition().ifPresent(condition -> json.put("condition", condition));
    entry.list().ifPresent(list -> json.put("for_each", list));
    ArrayNode edges = json.putArray("edges");
    for (Outline.Edge edge : entry.edges()) {
      ObjectNode one = edges.addObject().put("step", edge.from());
      ArrayNode when = one.putArray("when");
      for (When word : new TreeSet<>(edge.when())) {
        when.add(word.name().toLowerCase(Locale.ROOT));
      }
    }
    if (entry.hasErrors()) {
      flag(json, true);
    }
  }

  private void agent(ObjectNode json, Called agent) {
    json.put("path", path(agent.file())).put("kind", "agent").put("name", agent.name());
    flag(json, agent.standing());
    ArrayNode children = json.putArray("children");
    for (Outline.Server server : agent.servers()) {
      ObjectNode child = children.addObject();
      child.put("path", path(server.file())).put("kind", "server").put("name", server.name());
      flag(child, server.standing());
    }
  }

  private void inner(ObjectNode json, Inner inner) {
    inner
        .workflow()
        .ifPresentOrElse(
            workflow -> workflow(json, workflow),
            () -> {
              json.put("path", inner.reference()).put("kind", "workflow");
              missing(json, inner.isMissing());
            });
  }

  private static void flag(ObjectNode json, Standing standing) {
    flag(json, standing != Standing.SOUND);
    missing(json, standing == Standing.MISSING);
  }

  private static void missing(ObjectNode json, boolean isMissing) {
    if (isMissing) {
      json.put("missing", true);
    }
  }

  private static void flag(ObjectNode json, boolean hasErrors) {
    json.put("errors", hasErrors);
  }

  private String path(String file) {
    return root.resolve(file).normalize().toString();
  }
}
