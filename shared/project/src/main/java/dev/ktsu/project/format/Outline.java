package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Items;
import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import dev.ktsu.project.format.Written.Leaf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Where everything stands in a text that was found to be one sound YAML document. */
final class Outline {
  private final List<String> lines;
  private final Iterator<Event> events;
  private final List<Leaf> leaves = new ArrayList<>();
  private final List<Keys> mappings = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final BitSet inText = new BitSet();
  private final Written root;
  private int end;

  private Outline(String text) {
    this.lines = List.of(text.split("\n", -1));
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
    Event event = events.next();
    while (!(event instanceof NodeEvent)) {
      event = events.next();
    }
    this.root = written(event, 0);
    for (Leaf leaf : leaves) {
      inText.set(leaf.line() + 1, Math.max(leaf.line(), leaf.lastLine()) + 1);
    }
  }

  static Outline of(String text) {
    return new Outline(text);
  }

  Written root() {
    return root;
  }

  List<String> lines() {
    return lines;
  }

  /** Every scalar and alias, in the order of the file. */
  List<Leaf> leaves() {
    return leaves;
  }

  /** Every mapping. */
  List<Keys> mappings() {
    return mappings;
  }

  /** What each scalar, alias and anchor says, and how it is quoted. */
  List<String> tokens() {
    return tokens;
  }

  /** Whether a line goes on with a text that began above it. */
  boolean isInText(int line) {
    return inText.get(line);
  }

  boolean isBlank(int line) {
    return !isInText(line) && lines.get(line).isBlank();
  }

  boolean isComment(int line) {
    return !isInText(line) && lines.get(line).strip().startsWith("#");
  }

  /** Columns before the first character of a line. */
  int indent(int line) {
    String text = lines.get(line);
    return text.length() - text.stripLeading().length();
  }

  private Written written(Event event, int depth) {
    if (event instanceof NodeEvent node) {
      tokens.add(node.getAnchor() + " " + token(event));
    }
    if (event instanceof CollectionStartEvent start) {
      return start instanceof MappingStartEvent ? keys(start, depth) : items(start, depth);
    }
    Mark from = event.getStartMark().orElseThrow();
    Mark to = event.getEndMark().orElseThrow();
    end = to.getIndex();
    int last = lastLine(event, from, to);
    String text = event instanceof ScalarEvent scalar ? scalar.getValue() : "";
    Leaf leaf = new Leaf(from.getIndex(), end, from.getLine(), from.getColumn(), last, text);
    leaves.add(leaf);
    return leaf;
  }

  private static String token(Event event) {
    return event instanceof ScalarEvent scalar
        ? scalar.getTag() + " " + scalar.getScalarStyle() + " " + scalar.getValue()
        : event.getEventId().toString();
  }

  /** Blank lines behind a block text belong to it only when it says that it keeps them. */
  private int lastLine(Event event, Mark from, Mark to) {
    boolean isBlock =
        event instanceof ScalarEvent scalar && (scalar.isLiteral() || scalar.isFolded());
    if (!isBlock) {
      return to.getLine();
    }
    int last = to.getColumn() == 0 ? to.getLine() - 1 : to.getLine();
    String header = lines.get(from.getLine()).replaceFirst("\\s#.*", "");
    while (!header.endsWith("+") && last > from.getLine() && lines.get(last).isBlank()) {
      last--;
    }
    return last;
  }

  private Items items(CollectionStartEvent start, int depth) {
    List<Written> items = new ArrayList<>();
    int last = line(start);
    Event next = events.next();
    for (; next instanceof NodeEvent; next = events.next()) {
      Written item = written(next, depth + 1);
      items.add(item);
      last = Math.max(last, item.lastLine());
    }
    if (start.isFlow()) {
      last = ended(next);
    }
    return new Items(index(start), line(start), last, items);
  }

  private Keys keys(CollectionStartEvent start, int depth) {
    List<Key> keys = new ArrayList<>();
    int last = line(start);
    Event next = events.next();
    for (; next instanceof NodeEvent; next = events.next()) {
      String name = ((ScalarEvent) next).getValue();
      Leaf place = (Leaf) written(next, depth + 1);
      Written value = written(events.next(), depth + 1);
      keys.add(new Key(name, place, value, end));
      last = Math.max(last, value.lastLine());
    }
    if (start.isFlow()) {
      last = ended(next);
    }
    Keys mapping = new Keys(index(start), line(start), last, depth, start.isFlow(), keys);
    mappings.add(mapping);
    return mapping;
  }

  /** Takes note of the end of what stands in brackets, and gives its line. */
  private int ended(Event event) {
    Mark mark = event.getEndMark().orElseThrow();
    end = mark.getIndex();
    return mark.getLine();
  }

  private static int index(Event event) {
    return event.getStartMark().orElseThrow().getIndex();
  }

  private static int line(Event event) {
    return event.getStartMark().orElseThrow().getLine();
  }
}
