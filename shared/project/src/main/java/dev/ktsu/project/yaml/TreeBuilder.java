package dev.ktsu.project.yaml;

import dev.ktsu.project.yaml.Node.Entry;
import dev.ktsu.project.yaml.Node.Mapping;
import dev.ktsu.project.yaml.Node.Scalar;
import dev.ktsu.project.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Builds the tree from the parser's events, one at a time, so that depth and size are judged before
 * anything is built on them.
 */
final class TreeBuilder {
  private static final String MERGE = "<<";

  private final Iterator<Event> events;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private int depth;

  TreeBuilder(Iterator<Event> events) {
    this.events = events;
  }

  Node document() throws YamlException {
    Optional<Node> root = Optional.empty();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent start) {
        if (root.isPresent()) {
          throw new YamlException(
              mark(start), "a second document begins here", "Keep one document in a file.");
        }
        root = Optional.of(node(events.next()));
      }
    }
    return root.orElseThrow(() -> new YamlException(Mark.START, "the file is empty", ""));
  }

  private Node node(Event event) throws YamlException {
    Node node =
        switch (event) {
          case AliasEvent alias -> alias(alias);
          case ScalarEvent scalar -> Scalars.read(scalar, mark(scalar));
          case SequenceStartEvent start -> nested(start);
          case MappingStartEvent start -> nested(start);
          default -> throw new IllegalStateException("unexpected " + event);
        };
    if (event instanceof NodeEvent anchored && !(event instanceof AliasEvent)) {
      anchored.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
    }
    return node;
  }

  /** An anchor is known once its value is complete, so that no value can hold itself. */
  private Node alias(AliasEvent alias) throws YamlException {
    Node target = anchors.get(alias.getAlias());
    if (target == null) {
      throw new YamlException(
          mark(alias),
          "the anchor \"" + alias.getAlias().getValue() + "\" is not defined before this alias",
          "");
    }
    return target;
  }

  private Node nested(CollectionStartEvent start) throws YamlException {
    if (++depth > YamlFile.DEPTH_MAX) {
      throw new YamlException(
          mark(start), "nested deeper than " + YamlFile.DEPTH_MAX + " levels", "");
    }
    Scalars.refuseTag(start.getTag(), mark(start));
    Node node = start instanceof MappingStartEvent ? mapping(mark(start)) : sequence(mark(start));
    depth--;
    return node;
  }

  private Sequence sequence(Mark mark) throws YamlException {
    List<Node> items = new ArrayList<>();
    int size = 1;
    for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
      Node item = node(next);
      items.add(item);
      size = grown(size, item, mark);
    }
    return new Sequence(mark, items, size);
  }

  private Mapping mapping(Mark mark) throws YamlException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Mapping> merged = new ArrayList<>();
    int size = 1;
    for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
      Scalar key = key(next);
      Node value = node(events.next());
      size = grown(size, value, mark);
      if (key.text().equals(MERGE) && ((ScalarEvent) next).isPlain()) {
        merged.addAll(merges(value, key.mark()));
      } else {
        put(entries, key, value);
      }
    }
    for (Mapping each : merged) {
      each.entries().forEach(entries::putIfAbsent);
    }
    return new Mapping(mark, entries, size);
  }

  private Scalar key(Event event) throws YamlException {
    if (event instanceof ScalarEvent && node(event) instanceof Scalar key) {
      return key;
    }
    throw new YamlException(mark(event), "a key must be a plain text", "");
  }

  private static void put(Map<String, Entry> entries, Scalar key, Node value) throws YamlException {
    Entry first = entries.put(key.text(), new Entry(key.mark(), value));
    if (first != null) {
      throw new YamlException(
          key.mark(),
          "the key \"" + key.text() + "\" is already defined at line " + first.key().line(),
          "Remove one of the two.");
    }
  }

  private static List<Mapping> merges(Node value, Mark at) throws YamlException {
    List<Node> candidates = value instanceof Sequence list ? list.items() : List.of(value);
    List<Mapping> mappings = new ArrayList<>();
    for (Node candidate : candidates) {
      if (!(candidate instanceof Mapping mapping)) {
        throw new YamlException(
            at, "<< takes a mapping or a list of mappings, not " + candidate.kind(), "");
      }
      mappings.add(mapping);
    }
    return mappings;
  }

  /** Bounds what a tree of aliases stands for: a few lines can name billions of values. */
  private static int grown(int size, Node by, Mark mark) throws YamlException {
    int sum = size + by.size();
    if (sum > YamlFile.NODES_MAX) {
      throw new YamlException(
          mark, "more than " + YamlFile.NODES_MAX + " values, aliases written out", "");
    }
    return sum;
  }

  private static Mark mark(Event event) {
    return event
        .getStartMark()
        .map(at -> new Mark(at.getLine() + 1, at.getColumn() + 1))
        .orElse(Mark.START);
  }
}
