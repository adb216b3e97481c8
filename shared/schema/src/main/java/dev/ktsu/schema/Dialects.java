package dev.ktsu.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.Specification;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DefaultDialectRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectRegistry;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The library's registry with our settings, and its errors in our words. */
final class Dialects {
  static final SpecificationVersion DEFAULT = SpecificationVersion.DRAFT_2020_12;

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .pathType(PathType.JSON_POINTER)
          .preloadSchema(true)
          .regularExpressionFactory(BoundedRegex::new)
          .build();

  /**
   * Words that no dialect knows are the author's own, such as {@code secret}. The library would log
   * a warning of each.
   */
  private static final DialectRegistry DIALECTS =
      new DefaultDialectRegistry(
          Stream.of(SpecificationVersion.values()).map(Dialects::withOwnWords).toList());

  private static final SchemaRegistry META = registry();

  /** What relative ids and references of a schema are relative to. Nothing lies there. */
  private static final SchemaLocation BASE = SchemaLocation.of("schema://here/");

  private static final int VIOLATIONS_MAX = 100;

  private Dialects() {}

  /**
   * Compiles; each schema in a registry of its own, so that equal {@code $id}s never meet and
   * nothing piles up. References are resolved now, not at the first value that meets them.
   *
   * @throws RuntimeException of the library, when the schema is broken
   */
  static com.networknt.schema.Schema compile(JsonNode schema) {
    com.networknt.schema.Schema compiled = registry().getSchema(BASE, schema);
    compiled.initializeValidators();
    return compiled;
  }

  /** The schema of schemas of a dialect; it comes with the library. */
  static com.networknt.schema.Schema metaSchema(SpecificationVersion version) {
    return META.getSchema(SchemaLocation.of(version.getDialectId()));
  }

  /** The first hundred violations. */
  static List<Violation> check(com.networknt.schema.Schema schema, JsonNode value) {
    try {
      List<Error> errors =
          Effort.on(value, effort -> schema.validate(effort, value, OutputFormat.DEFAULT));
      return errors.isEmpty()
          ? List.of()
          : errors.stream().map(Dialects::violation).distinct().limit(VIOLATIONS_MAX).toList();
    } catch (StackOverflowError endless) {
      return List.of(new Violation("", "$ref", "the schema refers to itself without end"));
    } catch (SchemaException broken) {
      return List.of(new Violation("", "$ref", "the schema is broken: " + broken.getMessage()));
    } catch (Effort.GivenUp tooLong) {
      return List.of(
          new Violation("", "", "takes too long to check; simplify the schema or the value"));
    }
  }

  private static Violation violation(Error error) {
    String keyword = error.getKeyword() == null ? "" : error.getKeyword();
    return new Violation(error.getInstanceLocation().toString(), keyword, sentence(error, keyword));
  }

  private static String sentence(Error error, String keyword) {
    if (keyword.equals("required") && error.getProperty() != null) {
      return "missing required field \"" + error.getProperty() + "\"";
    }
    return error.getMessage();
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        DEFAULT, builder -> builder.schemaRegistryConfig(CONFIG).dialectRegistry(DIALECTS));
  }

  private static Dialect withOwnWords(SpecificationVersion version) {
    return Dialect.builder(Specification.getDialect(version))
        .unknownKeywordFactory((word, context) -> new AnnotationKeyword(word))
        .build();
  }
}
