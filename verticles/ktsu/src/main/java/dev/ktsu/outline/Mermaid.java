package dev.ktsu.outline;

import dev.ktsu.project.Outline;
import dev.ktsu.project.Outline.Called;
import dev.ktsu.project.Outline.Edge;
import dev.ktsu.project.Outline.Entry;
import dev.ktsu.project.Outline.Inner;
import dev.ktsu.project.Outline.Standing;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A workflow as a Mermaid flow chart: a node for each step and each file, an arrow from what comes
 * first, a box for each sub-workflow.
 */
public final class Mermaid {
  private static final String FAILED = ":::failed";

  private final StringBuilder text = new StringBuilder("graph TD\n");
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> files = new LinkedHashSet<>();

  private Mermaid() {}

  /** The chart, with a line break at its end. */
  public static String of(Outline outline) {
    Mermaid chart = new Mermaid();
    chart.steps(outline, "", "  ");
    chart.files.forEach(line -> chart.text.append("  ").append(line).append('\n'));
    return chart
        .text
        .append("\n  classDef failed fill:#f96,stroke:#333,stroke-width:2px;\n")
        .append("  classDef file fill:#e1f5fe,stroke:#01579b,stroke-width:2px;\n")
        .toString();
  }

  /**
   * @param place of the step that the workflow belongs to, with a slash; empty for the first
   */
  private void steps(Outline outline, String place, String indent) {
    for (Entry entry : outline.entries()) {
      String name = name(place + entry.id());
      if (entry.part() instanceof Inner inner && inner.workflow().isPresent()) {
        line(indent, "subgraph %s[\"%s\"]".formatted(name, label(entry)));
        steps(inner.workflow().get(), place + entry.id() + "/", indent + "  ");
        line(indent, "end");
        if (entry.hasErrors()) {
          line(indent, "class " + name + " failed");
        }
      } else {
        line(indent, node(name, label(entry), entry.hasErrors() ? FAILED : ""));
      }
      for (Edge edge : entry.edges()) {
        line(indent, name(place + edge.from()) + arrow(edge) + name);
      }
      if (entry.part() instanceof Called agent) {
        line(indent, name + " --> " + file(agent));
      }
    }
  }

  private String file(Called agent) {
    String name = file(agent.file(), "agent", agent.standing());
    for (Outline.Server server : agent.servers()) {
      files.add(name + " --> " + file(server.file(), "server", server.standing()));
    }
    return name;
  }

  private String file(String path, String kind, Standing standing) {
    String name = name("file " + path);
    String label = path + " [" + kind + "-file]";
    files.add(
        switch (standing) {
          case SOUND -> node(name, label, ":::file");
          case HAS_ERRORS -> node(name, label, FAILED);
          case MISSING -> node(name, label + "<br/>missing", FAILED);
        });
    return name;
  }

  private void line(String indent, String line) {
    text.append(indent).append(line).append('\n');
  }

  private static String node(String name, String label, String style) {
    return name + "[\"" + label + "\"]" + style;
  }

  /** The step, its kind, and on lines of their own its condition and its list. */
  private static String label(Entry entry) {
    StringBuilder label =
        new StringBuilder(entry.id()).append(" [").append(entry.part().kind()).append(']');
    if (entry.part() instanceof Inner inner && inner.isMissing()) {
      label.append("<br/>missing: ").append(escaped(inner.reference()));
    }
    entry.condition().ifPresent(text -> label.append("<br/>if ").append(escaped(text)));
    entry.list().ifPresent(text -> label.append("<br/>for each of ").append(escaped(text)));
    return label.toString();
  }

  private static String arrow(Edge edge) {
    return edge.when().isEmpty() ? " --> " : " -->|" + words(edge) + "| ";
  }

  /** How the other step must end: {@code failure or skipped}. */
  static String words(Edge edge) {
    return new TreeSet<>(edge.when())
        .stream()
            .map(when -> when.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
  }

  /** Labels stand in quotes and are read as HTML. */
  private static String escaped(String text) {
    return text.replace("#", "#35;")
        .replace("&", "#amp;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
        .replaceAll("\\s+", " ");
  }

  /** A name that the chart can have: the step's id where that is one, and no two are alike. */
  private String name(String place) {
    return names.computeIfAbsent(
        place,
        unnamed -> {
          String plain = unnamed.replaceAll("[^A-Za-z0-9_]", "_");
          String name = plain.equalsIgnoreCase("end") ? plain + "_" : plain;
          while (names.containsValue(name)) {
            name += "_";
          }
          return name;
        });
  }
}
