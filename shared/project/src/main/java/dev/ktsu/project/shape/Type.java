package dev.ktsu.project.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The types of JSON, with whole numbers apart from the others. */
public enum Type {
  NULL("null"),
  BOOLEAN("true or false"),
  INTEGER("a whole number"),
  FRACTION("a number"),
  STRING("a text"),
  ARRAY("a list"),
  OBJECT("an object");

  private final String words;

  Type(String words) {
    this.words = words;
  }

  static Set<Type> all() {
    return EnumSet.allOf(Type.class);
  }

  /** The type of a value. */
  public static Type of(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> NULL;
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? INTEGER : FRACTION;
      case ARRAY -> ARRAY;
      case OBJECT -> OBJECT;
      case STRING, BINARY, POJO -> STRING;
    };
  }

  /** The types that a word of a schema's {@code type} stands for. */
  static Set<Type> named(String word) {
    return switch (word) {
      case "null" -> EnumSet.of(NULL);
      case "boolean" -> EnumSet.of(BOOLEAN);
      case "integer" -> EnumSet.of(INTEGER);
      case "number" -> EnumSet.of(INTEGER, FRACTION);
      case "string" -> EnumSet.of(STRING);
      case "array" -> EnumSet.of(ARRAY);
      case "object" -> EnumSet.of(OBJECT);
      default -> all();
    };
  }

  /** For a message, without null: {@code a text or a number}. */
  public static String words(Collection<Type> types) {
    Set<Type> shown = EnumSet.copyOf(types);
    if (shown.size() > 1) {
      shown.remove(NULL);
    }
    if (shown.contains(FRACTION)) {
      shown.remove(INTEGER);
    }
    return shown.stream().map(type -> type.words).collect(Collectors.joining(" or "));
  }
}
