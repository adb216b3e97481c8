package dev.ktsu.http.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Masks needles in a tree; what has none in it stays the same object. */
final class TreeMask {
  private static final String TEXT = "text";

  private final Needles needles;

  TreeMask(Needles needles) {
    this.needles = needles;
  }

  JsonNode of(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> object(object);
      case ArrayNode array -> joined(array(array));
      case TextNode text -> text(text);
      default -> node.isNumber() ? number(node) : node;
    };
  }

  private JsonNode text(TextNode text) {
    String masked = needles.mask(text.textValue());
    return masked.equals(text.textValue()) ? text : TextNode.valueOf(masked);
  }

  private JsonNode number(JsonNode number) {
    String text = number.asText();
    String masked = needles.mask(text);
    return masked.equals(text) ? number : TextNode.valueOf(masked);
  }

  private ObjectNode object(ObjectNode object) {
    ObjectNode masked = Json.object();
    boolean changed = false;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = needles.mask(field.getKey());
      JsonNode value = of(field.getValue());
      masked.set(name, value);
      changed |= value != field.getValue() || !name.equals(field.getKey());
    }
    return changed ? masked : object;
  }

  private ArrayNode array(ArrayNode array) {
    ArrayNode masked = Json.array();
    boolean changed = false;
    for (JsonNode element : array) {
      JsonNode value = of(element);
      masked.add(value);
      changed |= value != element;
    }
    return changed ? masked : array;
  }

  /** A value may come in pieces: a list of texts, or of parts that have one each. */
  private ArrayNode joined(ArrayNode array) {
    ArrayNode result = array;
    int from = 0;
    while (from < array.size()) {
      List<String> pieces = new ArrayList<>();
      for (String piece = piece(array, from); piece != null; ) {
        pieces.add(piece);
        piece = piece(array, from + pieces.size());
      }
      if (pieces.size() > 1) {
        result = replaced(result, from, pieces);
      }
      from += pieces.size() + 1;
    }
    return result;
  }

  private static @Nullable String piece(ArrayNode array, int index) {
    JsonNode element = array.path(index);
    return element instanceof ObjectNode part ? part.path(TEXT).textValue() : element.textValue();
  }

  private ArrayNode replaced(ArrayNode array, int from, List<String> pieces) {
    List<Needles.Span> spans = needles.spans(String.join("", pieces));
    if (spans.isEmpty()) {
      return array;
    }
    ArrayNode result = Json.array().addAll(array);
    int begin = 0;
    for (int i = 0; i < pieces.size(); i++) {
      TextNode cut = TextNode.valueOf(cut(pieces.get(i), begin, spans));
      result.set(
          from + i,
          array.get(from + i) instanceof ObjectNode part
              ? part.deepCopy().<ObjectNode>set(TEXT, cut)
              : cut);
      begin += pieces.get(i).length();
    }
    return result;
  }

  /** What is left of a piece that begins at {@code begin}: the mask stands where a span begins. */
  private static String cut(String piece, int begin, List<Needles.Span> spans) {
    StringBuilder left = new StringBuilder();
    int at = 0;
    for (Needles.Span span : spans) {
      int start = Math.clamp((long) span.start() - begin, 0, piece.length());
      int end = Math.clamp((long) span.end() - begin, 0, piece.length());
      left.append(piece, at, Math.max(at, start));
      if (span.start() >= begin && span.start() < begin + piece.length()) {
        left.append(Secrets.MASK);
      }
      at = Math.max(at, end);
    }
    return left.append(piece, at, piece.length()).toString();
  }
}
