package dev.ktsu.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Whether a JSON document is a usable JSON Schema; each fault with its place in the schema. */
public final class MetaSchema {
  /** Their values are data of the author, whatever they look like. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

  private final JsonNode schema;
  private final List<Violation> faults = new ArrayList<>();

  /** Where the schema refers to another, and what it names. */
  private final Map<String, String> references = new LinkedHashMap<>();

  private MetaSchema(JsonNode schema) {
    this.schema = schema;
  }

  /**
   * Checks the schema against the meta-schema of its dialect, then what no meta-schema can see:
   * regular expressions and references. Empty = {@link Schema#compile} takes it.
   */
  public static List<Violation> check(JsonNode schema) {
    return new MetaSchema(schema).faults();
  }

  private List<Violation> faults() {
    Optional<SpecificationVersion> dialect =
        schema.has("$schema")
            ? SpecificationVersion.fromDialectId(schema.path("$schema").asText())
            : Optional.of(Dialects.DEFAULT);
    if (dialect.isEmpty()) {
      String usual = Dialects.DEFAULT.getDialectId();
      add("/$schema", "$schema", "unknown dialect; leave it out to use " + usual);
      return faults;
    }
    faults.addAll(Dialects.check(Dialects.metaSchema(dialect.get()), schema));
    if (faults.isEmpty()) {
      visit("", schema);
    }
    if (faults.isEmpty()) {
      compile();
    }
    return List.copyOf(faults);
  }

  private void visit(String pointer, JsonNode node) {
    for (var field : node.properties()) {
      String at = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "pattern" -> pattern(at, value);
        case "patternProperties" ->
            value.fieldNames().forEachRemaining(name -> pattern(at, TextNode.valueOf(name)));
        case "$ref" -> references.put(at, value.asText());
        case "$dynamicRef" -> dynamicReference(at, value.asText());
        default -> {}
      }
      if (!DATA.contains(field.getKey())) {
        visit(at, value);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      visit(pointer + "/" + i, node.get(i));
    }
  }

  private void pattern(String at, JsonNode pattern) {
    if (!pattern.isTextual()) {
      return;
    }
    try {
      new BoundedRegex(pattern.asText());
    } catch (PatternSyntaxException broken) {
      String text = "\"" + pattern.asText() + "\" is no regular expression: ";
      add(at, "pattern", text + broken.getDescription().toLowerCase(Locale.ROOT));
    }
  }

  private void compile() {
    try {
      // Any value will do to find a reference that leads back to itself.
      Schema.compile(schema).check(NullNode.getInstance()).stream()
          .filter(violation -> violation.keyword().equals("$ref"))
          .forEach(faults::add);
    } catch (IllegalArgumentException broken) {
      String why = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
      references.forEach((at, target) -> reference(at, target, why));
      if (faults.isEmpty()) {
        add("", "$schema", why);
      }
    }
  }

  /** The references that the library may have meant. */
  private void reference(String at, String target, String why) {
    int hash = target.indexOf('#');
    String document = hash < 0 ? target : target.substring(0, hash);
    if (!document.isEmpty() && why.contains(document)) {
      add(at, "$ref", "\"" + target + "\" lies outside this schema; nothing is fetched");
    } else if (document.isEmpty() && why.contains("Reference " + target.substring(1) + " ")) {
      add(at, "$ref", "\"" + target + "\" points to nothing in this schema");
    }
  }

  /** The library would look for its anchor only when a value meets it. */
  private void dynamicReference(String at, String target) {
    String anchor = target.startsWith("#") ? target.substring(1) : "";
    boolean known =
        anchor.isEmpty()
            || anchor.startsWith("/")
            || Stream.of("$dynamicAnchor", "$anchor")
                .flatMap(keyword -> schema.findValuesAsText(keyword).stream())
                .anyMatch(anchor::equals);
    if (!known) {
      add(at, "$dynamicRef", "\"" + target + "\" points to nothing in this schema");
    }
  }

  private void add(String pointer, String keyword, String message) {
    faults.add(new Violation(pointer, keyword, message));
  }
}
