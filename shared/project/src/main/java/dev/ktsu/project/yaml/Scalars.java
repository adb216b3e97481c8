package dev.ktsu.project.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.project.yaml.Node.Scalar;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Scalars by the core schema of YAML 1.2. */
final class Scalars {
  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();
  private static final Set<String> TAGS =
      Set.of("!", Tag.STR.getValue(), Tag.MAP.getValue(), Tag.SEQ.getValue());

  /** More digits than any sensible number has; reading them takes quadratic time. */
  private static final int DIGITS_MAX = 100;

  private Scalars() {}

  static Scalar read(ScalarEvent event, Mark mark) throws YamlException {
    refuseTag(event.getTag(), mark);
    refuseHalves(event.getValue(), mark);
    boolean text = event.getTag().isPresent() || !event.isPlain();
    JsonNode value = text ? TextNode.valueOf(event.getValue()) : resolved(event.getValue(), mark);
    return new Scalar(mark, value, event.getValue(), inset(event));
  }

  /** {@code !!str}, {@code !!map} and {@code !!seq} say nothing new; others are refused. */
  static void refuseTag(Optional<String> tag, Mark mark) throws YamlException {
    if (tag.isPresent() && !TAGS.contains(tag.get())) {
      throw new YamlException(
          mark, "the tag " + tag.get() + " is not supported", "Write the value without a tag.");
    }
  }

  /** As a name in JSON nobody could read it back. */
  private static void refuseHalves(String text, Mark mark) throws YamlException {
    OptionalInt half =
        text.codePoints().filter(c -> Character.getType(c) == Character.SURROGATE).findFirst();
    if (half.isPresent()) {
      throw new YamlException(
          mark,
          "U+%04X is half of a character".formatted(half.getAsInt()),
          "Write the character itself.");
    }
  }

  private static JsonNode resolved(String text, Mark mark) throws YamlException {
    Tag tag = RESOLVER.resolve(text, true);
    if (tag.equals(Tag.NULL)) {
      return NullNode.getInstance();
    } else if (tag.equals(Tag.BOOL)) {
      return BooleanNode.valueOf(text.equalsIgnoreCase("true"));
    } else if (tag.equals(Tag.INT)) {
      return integer(text, mark);
    } else if (tag.equals(Tag.FLOAT)) {
      return decimal(text, mark);
    }
    return TextNode.valueOf(text);
  }

  private static JsonNode integer(String text, Mark mark) throws YamlException {
    if (text.length() > DIGITS_MAX) {
      throw new YamlException(mark, "the number is too long", "Quote it to make it a text.");
    }
    BigInteger value =
        text.startsWith("0x")
            ? new BigInteger(text.substring(2), 16)
            : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    if (value.bitLength() < Integer.SIZE) {
      return IntNode.valueOf(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  private static JsonNode decimal(String text, Mark mark) throws YamlException {
    double value =
        text.endsWith("f") || text.endsWith("F") || text.contains("n")
            ? Double.NaN
            : Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new YamlException(mark, text + " has no place in JSON", "Quote it to make it a text.");
    }
    return DoubleNode.valueOf(value);
  }

  /** A text on one line that is as long as its place is written as it is. */
  private static int inset(ScalarEvent event) {
    int quotes = event.isPlain() ? 0 : event.isSQuoted() || event.isDQuoted() ? 1 : -1;
    if (quotes < 0 || event.getStartMark().isEmpty() || event.getEndMark().isEmpty()) {
      return -1;
    }
    int length = event.getValue().codePointCount(0, event.getValue().length());
    var start = event.getStartMark().get();
    var end = event.getEndMark().get();
    boolean asWritten =
        start.getLine() == end.getLine()
            && end.getColumn() - start.getColumn() == length + 2 * quotes;
    return asWritten ? quotes : -1;
  }
}
