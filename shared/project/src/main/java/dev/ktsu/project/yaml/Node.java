package dev.ktsu.project.yaml;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a YAML file. Immutable; what an alias names is shared. */
public sealed interface Node {
  /** Where the value begins. */
  Mark mark();

  /** Number of values in this one, itself included, with each alias counted as what it names. */
  int size();

  /** The value as JSON; a new tree each time. */
  JsonNode json();

  /** What the value is, for a message: {@code a mapping}. */
  String kind();

  /**
   * @param value its JSON value by the core schema
   * @param text the text as it was read, without quotes
   * @param inset columns from the mark to the first character of the text, or -1 when the text is
   *     not written as it is: escapes, folded lines
   */
  record Scalar(Mark mark, JsonNode value, String text, int inset) implements Node {
    public boolean isNull() {
      return value.isNull();
    }

    public boolean isString() {
      return value.isTextual();
    }

    /** The place of a character of the text, or of the value when that is not known. */
    public Mark at(int offset) {
      return inset < 0 ? mark : mark.plus(inset + offset);
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public JsonNode json() {
      return value;
    }

    @Override
    public String kind() {
      return switch (value.getNodeType()) {
        case NULL -> "nothing";
        case BOOLEAN -> "true or false";
        case NUMBER -> "a number";
        default -> "a text";
      };
    }
  }

  record Sequence(Mark mark, List<Node> items, int size) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> array.add(item.json()));
      return array;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys in the order of the file; merged ones last. */
  record Mapping(Mark mark, Map<String, Entry> entries, int size) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().json()));
      return object;
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /**
   * @param key where the key stands
   */
  record Entry(Mark key, Node value) {}

  /** The place that a JSON pointer names, or of the nearest value around it. */
  default Mark locate(JsonPointer pointer) {
    return nearest(pointer).mark();
  }

  /** The value that a JSON pointer names, or the nearest one around it. */
  default Node nearest(JsonPointer pointer) {
    if (pointer.matches()) {
      return this;
    }
    return switch (this) {
      case Mapping mapping -> {
        Entry entry = mapping.entries().get(pointer.getMatchingProperty());
        yield entry == null ? this : entry.value().nearest(pointer.tail());
      }
      case Sequence list -> {
        int index = pointer.getMatchingIndex();
        yield index < 0 || index >= list.items().size()
            ? this
            : list.items().get(index).nearest(pointer.tail());
      }
      case Scalar scalar -> this;
    };
  }
}
