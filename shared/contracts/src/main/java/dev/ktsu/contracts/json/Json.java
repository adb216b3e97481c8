package dev.ktsu.contracts.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The one mapper, and the few ways in which it is used. */
public final class Json {
  /** Nesting of any document that comes from outside. */
  public static final int DEPTH_MAX = 500;

  /** Of what came from outside with what the product puts around it. */
  private static final int OWN_DEPTH_MAX = 2 * DEPTH_MAX;

  /** A number that is too large to be held would be read as infinity, which JSON has not. */
  private static final JsonNodeFactory FINITE =
      new JsonNodeFactory() {
        private static final long serialVersionUID = 1;

        @Override
        public NumericNode numberNode(double number) {
          if (!Double.isFinite(number)) {
            throw Problems.malformedJson("a number is too large");
          }
          return super.numberNode(number);
        }
      };

  private static final JsonMapper MAPPER =
      JsonMapper.builder(factory(DEPTH_MAX))
          .nodeFactory(FINITE)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT)
          .build();
  private static final ObjectReader TREE = MAPPER.readerFor(JsonNode.class);
  private static final ObjectReader OWN_TREE =
      new JsonMapper(factory(OWN_DEPTH_MAX))
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();
  private static final ObjectWriter SORTED =
      MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private Json() {}

  private static JsonFactory factory(int depthMax) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depthMax)
                .maxStringLength(64 << 20)
                .build())
        .build();
  }

  /**
   * Reads one JSON document. Nothing but white space may follow it.
   *
   * @throws InvalidInput {@code malformed_json}, with line and column
   */
  public static JsonNode parse(byte[] utf8) {
    return parse(TREE, utf8);
  }

  /**
   * Reads a document that the product has written, with something from outside in it: it may be
   * nested twice as deep.
   *
   * @throws InvalidInput {@code malformed_json}, with line and column
   */
  public static JsonNode parseOwn(byte[] utf8) {
    return parse(OWN_TREE, utf8);
  }

  /** Reads such a document token by token. */
  static JsonParser ownParser(byte[] utf8) throws IOException {
    return OWN_TREE.createParser(utf8);
  }

  private static JsonNode parse(ObjectReader reader, byte[] utf8) {
    try {
      return reader.readValue(utf8);
    } catch (JsonProcessingException malformed) {
      throw Problems.malformedJson(sentence(malformed));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** As {@link #parse(byte[])}. */
  public static JsonNode parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a record from one JSON document.
   *
   * @throws InvalidInput {@code malformed_json} when it is no JSON, {@code invalid_request} when a
   *     field has another type than the record
   */
  public static <T> T read(byte[] utf8, Class<T> type) {
    try {
      T value = MAPPER.readValue(utf8, type);
      if (value != null) {
        return value;
      }
    } catch (IOException wrong) {
      // By way of the tree it is said what is wrong: the document, or a field.
    }
    return convert(parse(utf8), type);
  }

  /**
   * Reads a record from a tree.
   *
   * @throws InvalidInput {@code invalid_request} when a field has another type than the record
   */
  public static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException mismatch) {
      if (mismatch.getCause() instanceof InvalidInput precise) {
        throw precise;
      }
      throw Problems.invalidRequest(sentence(mismatch));
    }
  }

  /** The tree of a record, a map or a list. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Compact UTF-8 JSON. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException fault) {
      throw new IllegalStateException(
          "cannot be written as JSON: " + value.getClass().getName(), fault);
    }
  }

  /** Compact UTF-8 JSON with sorted keys: equal for equal trees. */
  public static byte[] canonicalBytes(JsonNode tree) {
    try {
      return SORTED.writeValueAsBytes(tree);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Compact JSON text. */
  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** Indented JSON text for people. */
  public static String pretty(Object value) {
    try {
      return PRETTY.writeValueAsString(value);
    } catch (JsonProcessingException fault) {
      throw new IllegalStateException(
          "cannot be written as JSON: " + value.getClass().getName(), fault);
    }
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Jackson's message without its internals: what is wrong, then line and column. */
  private static String sentence(JsonProcessingException failure) {
    String what = failure.getOriginalMessage().lines().findFirst().orElse("malformed");
    what = what.replaceAll("`[\\w.$]*\\.", "`").replaceAll(" \\(.*$", "");
    var at = failure.getLocation();
    return at == null
        ? what
        : what + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
