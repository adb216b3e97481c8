package dev.ktsu.outline;

import dev.ktsu.project.Outline;
import dev.ktsu.project.Outline.Called;
import dev.ktsu.project.Outline.Edge;
import dev.ktsu.project.Outline.Entry;
import dev.ktsu.project.Outline.Inner;
import dev.ktsu.project.Outline.Standing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** A workflow as a tree of lines. */
final class TreeText {
  private final StringBuilder text = new StringBuilder();

  private TreeText() {}

  static String of(Outline outline) {
    TreeText tree = new TreeText();
    tree.line("", true, base(outline.file()) + " (workflow)" + mark(of(outline.hasErrors())));
    tree.steps("    ", outline);
    return tree.text.toString();
  }

  private void steps(String indent, Outline outline) {
    for (Iterator<Entry> entries = outline.entries().iterator(); entries.hasNext(); ) {
      Entry entry = entries.next();
      boolean isLast = !entries.hasNext();
      line(indent, isLast, line(entry));
      String below = indent + (isLast ? "    " : "│   ");
      if (entry.part() instanceof Inner inner) {
        inner.workflow().ifPresent(workflow -> steps(below, workflow));
      } else if (entry.part() instanceof Called agent) {
        servers(below, agent);
      }
    }
  }

  private void servers(String indent, Called agent) {
    for (Iterator<Outline.Server> servers = agent.servers().iterator(); servers.hasNext(); ) {
      Outline.Server server = servers.next();
      String file = base(server.file());
      line(indent, !servers.hasNext(), file + " (server)" + mark(server.standing()));
    }
  }

  private void line(String indent, boolean isLast, String line) {
    text.append(indent).append(isLast ? "└── " : "├── ").append(line).append('\n');
  }

  /** {@code tell: scribe.agent.yaml (agent) after fulfil (failure), if …, for each of …}. */
  private static String line(Entry entry) {
    String file =
        switch (entry.part()) {
          case Outline.Alone alone -> "";
          case Called agent -> ": " + base(agent.file());
          case Inner inner -> ": " + base(inner.reference());
        };
    List<String> notes = new ArrayList<>();
    if (!entry.edges().isEmpty()) {
      notes.add(
          "after "
              + entry.edges().stream().map(TreeText::edge).collect(Collectors.joining(" and ")));
    }
    entry.condition().ifPresent(condition -> notes.add("if " + condition));
    entry.list().ifPresent(list -> notes.add("for each of " + list));
    String kind = " (" + entry.part().kind() + ")";
    String rest = notes.isEmpty() ? "" : " " + String.join(", ", notes);
    return entry.id() + file + kind + rest + mark(standing(entry));
  }

  private static String edge(Edge edge) {
    return edge.when().isEmpty() ? edge.from() : edge.from() + " (" + Mermaid.words(edge) + ")";
  }

  /** The line is also that of the file: what is wrong there says more than what is wrong here. */
  private static Standing standing(Entry entry) {
    Standing own = of(entry.hasErrors());
    return switch (entry.part()) {
      case Outline.Alone alone -> own;
      case Called agent -> agent.standing() == Standing.SOUND ? own : agent.standing();
      case Inner inner -> inner.isMissing() ? Standing.MISSING : own;
    };
  }

  private static Standing of(boolean hasErrors) {
    return hasErrors ? Standing.HAS_ERRORS : Standing.SOUND;
  }

  private static String mark(Standing standing) {
    return switch (standing) {
      case SOUND -> "";
      case HAS_ERRORS -> " [has errors]";
      case MISSING -> " [missing]";
    };
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
