package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Text with {@code {{ expression }}} parts. Two templates are equal when their texts are. */
public final class Template {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final String source;
  private final List<Part> parts;

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  private sealed interface Part {}

  private record Text(String text) implements Part {}

  /**
   * One {@code {{ }}} of a template.
   *
   * @param position of the expression in the template's text, in characters from 0
   */
  public record Hole(Expression expression, int position) implements Part {}

  /**
   * Reads a template. A {@code }}} inside quotes or brackets of an expression does not close it.
   *
   * @throws ExpressionException when a part is not closed or is no expression, with its position
   */
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
      if (open > at) {
        parts.add(new Text(text.substring(at, open)));
      }
      int close = close(text, open);
      parts.add(hole(text, open + OPEN.length(), close));
      at = close + CLOSE.length();
    }
    if (at < text.length()) {
      parts.add(new Text(text.substring(at)));
    }
    return new Template(text, parts);
  }

  /** Whether there is nothing to evaluate. */
  public boolean isLiteral() {
    return holes().isEmpty();
  }

  /** Whether the text is one {@code {{ }}} and white space: its value keeps its type. */
  public boolean isWhole() {
    return holes().size() == 1
        && parts.stream().allMatch(part -> part instanceof Hole || isBlank(part));
  }

  /**
   * The value: of a {@linkplain #isWhole() whole} template the expression's own, else text. In text
   * a string stands as it is, null as nothing, a number in plain digits, the rest as JSON.
   *
   * @throws ExpressionException when an expression cannot be evaluated
   */
  public JsonNode render(JsonNode scope) {
    if (isWhole()) {
      return holes().getFirst().expression().evaluate(scope);
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Text(String literal) -> text.append(literal);
        case Hole(Expression expression, int ignored) ->
            text.append(Plain.text(expression.evaluate(scope)));
      }
    }
    return TextNode.valueOf(text.toString());
  }

  /** The expressions, in the order of the text. */
  public List<Hole> holes() {
    return parts.stream().filter(Hole.class::isInstance).map(Hole.class::cast).toList();
  }

  /** What all expressions together read from the scope. */
  public Set<Reference> references() {
    Set<Reference> all = new LinkedHashSet<>();
    holes().forEach(hole -> all.addAll(hole.expression().references()));
    return all;
  }

  /** What stands before the first expression that {@code which} takes; all of it when none is. */
  public Template before(Predicate<Expression> which) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Hole(Expression expression, int at) && which.test(expression)) {
        return new Template(source.substring(0, source.lastIndexOf(OPEN, at)), parts.subList(0, i));
      }
    }
    return this;
  }

  /** The text as its author wrote it. */
  public String source() {
    return source;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && template.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  private static boolean isBlank(Part part) {
    return part instanceof Text(String text) && text.isBlank();
  }

  private static Hole hole(String text, int start, int end) {
    String inside = text.substring(start, end);
    int position = start + inside.length() - inside.stripLeading().length();
    try {
      return new Hole(Expression.compile(inside.strip()), position);
    } catch (ExpressionException fault) {
      throw new ExpressionException(fault.getMessage(), position + fault.position());
    }
  }

  /** The index of the {@code }}} that closes the {@code {{} at {@code open}. */
  private static int close(String text, int open) {
    int depth = 0;
    int at = open + OPEN.length();
    while (at >= 0 && at < text.length()) {
      char c = text.charAt(at);
      if (depth == 0 && text.startsWith(CLOSE, at)) {
        return at;
      }
      if (Source.isQuote(c)) {
        at = Source.endOfQuote(text, at);
        continue;
      }
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      at++;
    }
    throw new ExpressionException("the {{ is not closed with }}", open);
  }
}
