package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.parser.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled JMESPath expression. Names with hyphens need no quotes: {@code step.my-step.x}. Two
 * expressions are equal when their texts are.
 */
public final class Expression {
  private final String source;
  private final io.burt.jmespath.Expression<JsonNode> root;
  private final Set<Reference> references;
  private final Optional<String> caution;

  private Expression(String source, io.burt.jmespath.Expression<JsonNode> root, RootReads reads) {
    this.source = source;
    this.root = root;
    this.references = reads.references();
    this.caution = reads.caution();
  }

  /**
   * Compiles a text of at most 4,096 characters and 100 levels of brackets.
   *
   * @throws ExpressionException when it is no JMESPath, with the position of the first fault
   */
  public static Expression compile(String text) {
    Source scanned = Source.scan(text);
    try {
      return new Expression(
          text, Jmespath.RUNTIME.compile(scanned.quoted()), RootReads.of(scanned.quoted()));
    } catch (ParseException malformed) {
      var first = malformed.iterator().next();
      throw new ExpressionException(
          Wording.of(first.message()), scanned.original(first.position()));
    } catch (JmesPathException refused) {
      throw new ExpressionException(String.valueOf(refused.getMessage()), 0);
    } catch (NumberFormatException large) {
      throw new ExpressionException("an index is too large: " + large.getMessage(), 0);
    }
  }

  /**
   * Evaluates against a scope; what is not there is {@code NullNode}, never null.
   *
   * @throws ExpressionException when a function gets a value of a type it does not take, or when it
   *     is more {@link Work} than may be done
   */
  public JsonNode evaluate(JsonNode scope) {
    try {
      JsonNode value = Work.evaluation(() -> root.search(scope));
      return value == null || value.isMissingNode() ? NullNode.getInstance() : value;
    } catch (JmesPathException failure) {
      throw new ExpressionException(source + ": " + failure.getMessage(), 0);
    }
  }

  /** The text as its author wrote it. */
  public String source() {
    return source;
  }

  /**
   * What is read from the scope, without what is read from other values: {@code items[?status ==
   * 'a']} reads {@code items} alone.
   */
  public Set<Reference> references() {
    return references;
  }

  /** What it is made of; worked out anew each time. */
  public Form form() {
    return Forms.of(Source.scan(source));
  }

  /** A sentence on a reading that differs from other JMESPath implementations, for a warning. */
  public Optional<String> caution() {
    return caution;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression expression && expression.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
