package dev.ktsu.project.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/**
 * Makes one document of a kind's schema and the parts that it refers to. In the resources a {@code
 * $ref} is the bare name of a part, of the same file or of {@code parts.yaml}; a root that is a
 * {@code $ref} itself becomes that part.
 */
final class Bundle {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String REF = "$ref";
  private static final String PARTS = "$defs";

  private final ObjectNode known = Json.object();
  private final TreeMap<String, JsonNode> used = new TreeMap<>();

  private Bundle() {}

  static ObjectNode of(String kind) {
    return new Bundle().bundled(kind);
  }

  private ObjectNode bundled(String kind) {
    ObjectNode root = read(kind);
    known.setAll((ObjectNode) read("parts").path(PARTS));
    if (root.remove(PARTS) instanceof ObjectNode own) {
      known.setAll(own);
    }
    if (root.remove(REF) instanceof JsonNode whole) {
      ObjectNode part = (ObjectNode) known.path(whole.textValue()).deepCopy();
      part.remove("title");
      root.setAll(part);
    }
    link(root);
    ObjectNode document = Json.object().put("$schema", DIALECT).put("$id", "urn:ktsu:" + kind);
    document.setAll(root);
    ObjectNode parts = document.putObject(PARTS);
    used.forEach(parts::set);
    return document;
  }

  /** Turns names of parts into pointers, and takes up each part that is met. */
  private void link(JsonNode node) {
    if (node instanceof ObjectNode object && object.path(REF).isTextual()) {
      String name = object.path(REF).textValue();
      object.put(REF, "#/" + PARTS + "/" + name);
      if (!used.containsKey(name)) {
        JsonNode part = known.required(name).deepCopy();
        used.put(name, part);
        link(part);
      }
    }
    node.forEach(this::link);
  }

  private static ObjectNode read(String name) {
    String file = name + ".yaml";
    try (InputStream in = Bundle.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + file + " is not there");
      }
      return (ObjectNode) YamlFile.parse(in.readAllBytes()).json();
    } catch (YamlException broken) {
      throw new IllegalStateException(file + " at " + broken.mark(), broken);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
