package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.openapi.OpenApi;
import dev.ktsu.schema.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The OpenAPI documents say what the tiers route, and hold together. */
class OpenApiDocumentsTest {
  private static final Pattern ROUTE =
      Pattern.compile("\\.on\\(\\s*HttpMethod\\.([A-Z]+),\\s*\"(/[^\"]*)\"");
  private static final Pattern PROBE = Pattern.compile("\\.get\\(\"(/health/[a-z]+)\"\\)");
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)\\}");

  /** {@code GET /runs/*}, of every route in the source of a tier. */
  private static Set<String> routed(OpenApi tier) {
    Set<String> routes = new TreeSet<>();
    String own = "verticles/" + word(tier) + "/src/main/.*";
    for (Path source : Sources.ending(".java")) {
      String name = Sources.name(source);
      if (name.matches("shared/http/src/main/.*") || name.matches(own)) {
        String text = Sources.read(source);
        for (Matcher each = ROUTE.matcher(text); each.find(); ) {
          routes.add(each.group(1) + " " + each.group(2).replaceAll(":[a-z_]+", "*"));
        }
        for (Matcher each = PROBE.matcher(text); each.find(); ) {
          routes.add("GET " + each.group(1));
        }
      }
    }
    return routes;
  }

  private static String word(OpenApi tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> described(OpenApi tier) {
    Set<String> described = new TreeSet<>();
    operations(tier)
        .forEach((name, operation) -> described.add(PARAMETER.matcher(name).replaceAll("*")));
    return described;
  }

  /** By {@code GET /runs/{run_id}}. */
  private static Map<String, JsonNode> operations(OpenApi tier) {
    Map<String, JsonNode> operations = new HashMap<>();
    tier.document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
    return operations;
  }

  @ParameterizedTest
  @EnumSource(OpenApi.class)
  void documentAndRoutesNameTheSameRequests(OpenApi tier) {
    Set<String> routed = routed(tier);

    assertTrue(routed.size() >= 7, routed.toString());
    assertEquals(routed, described(tier));
  }

  @ParameterizedTest
  @EnumSource(OpenApi.class)
  void everyReferenceLeadsSomewhereAndEveryPartIsUsed(OpenApi tier) {
    JsonNode document = tier.document();
    Set<String> used = new TreeSet<>();
    for (JsonNode reference : document.findValues("$ref")) {
      String pointer = reference.textValue().substring(1);
      assertTrue(!document.at(pointer).isMissingNode(), pointer);
      used.add(pointer);
    }
    Set<String> parts = new TreeSet<>();
    for (String kind : List.of("parameters", "responses", "schemas")) {
      document
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(name -> parts.add("/components/" + kind + "/" + name));
    }
    parts.remove("/components/schemas/Reference");
    used.remove("/components/schemas/Reference");
    assertEquals(parts, used);
  }

  @ParameterizedTest
  @EnumSource(OpenApi.class)
  void everyPlaceInAPathIsAParameter(OpenApi tier) {
    operations(tier)
        .forEach(
            (name, operation) -> {
              Set<String> places = new TreeSet<>();
              PARAMETER.matcher(name).results().forEach(each -> places.add(each.group(1)));
              Set<String> parameters = new TreeSet<>();
              for (JsonNode each : operation.path("parameters")) {
                JsonNode parameter =
                    each.has("$ref")
                        ? tier.document().at(each.get("$ref").textValue().substring(1))
                        : each;
                if (parameter.get("in").textValue().equals("path")) {
                  parameters.add(parameter.get("name").textValue());
                }
              }
              assertEquals(places, parameters, name);
            });
  }

  @Test
  void whatSeveralTiersSpeakOfIsDescribedAlike() {
    Map<String, JsonNode> known = new HashMap<>();
    List<String> shared = new ArrayList<>();
    for (OpenApi tier : OpenApi.values()) {
      tier.document()
          .at("/components/schemas")
          .properties()
          .forEach(
              schema -> {
                JsonNode before = known.putIfAbsent(schema.getKey(), schema.getValue());
                if (before != null && !schema.getKey().equals("Accepted")) {
                  shared.add(schema.getKey());
                  assertEquals(before, schema.getValue(), schema.getKey());
                }
              });
    }
    assertTrue(shared.contains("Problem") && shared.contains("Message"), shared.toString());
  }

  @ParameterizedTest
  @EnumSource(OpenApi.class)
  void everySchemaIsASchema(OpenApi tier) {
    JsonNode components = tier.document().get("components");
    for (JsonNode schema : components.get("schemas")) {
      ObjectNode whole = schema.deepCopy();
      whole.set("components", components);
      assertNotNull(Schema.compile(whole));
    }
  }
}
