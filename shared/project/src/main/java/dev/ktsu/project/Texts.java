package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.Node.Mapping;
import dev.ktsu.project.yaml.Node.Scalar;
import dev.ktsu.project.yaml.Node.Sequence;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads texts that may hold expressions, and refuses what their place does not allow. One object
 * for one step or file: it collects the steps that its texts read.
 */
final class Texts {
  /** Stands in for an expression that was reported; reads nothing. */
  static final Expression NULL = Expression.compile("`null`");

  private final SourceFile file;
  private final Set<String> steps = new LinkedHashSet<>();

  Texts(SourceFile file) {
    this.file = file;
  }

  /** The steps that the texts read so far name. */
  Set<String> steps() {
    return steps;
  }

  /** Bare JMESPath or exactly one {@code {{ }}}, evaluated against the scope. */
  Expression expression(Scalar scalar, Scope scope) {
    boolean bare = !isWrapped(scalar);
    Parsed parsed = parsed(scalar, scope.place());
    judge(parsed.expression(), scope, bare, parsed.mark());
    return parsed.expression();
  }

  /** Bare JMESPath or exactly one {@code {{ }}}, evaluated against the items of a list. */
  Expression relative(Scalar scalar, String place) {
    Parsed parsed = parsed(scalar, place);
    caution(parsed.expression(), parsed.mark());
    return parsed.expression();
  }

  /** A value whose texts are templates, at any depth. */
  JsonTemplate tree(Node node, Scope scope) {
    return switch (node) {
      case Scalar scalar when scalar.isString() -> JsonTemplate.of(template(scalar, scope));
      case Scalar scalar -> JsonTemplate.literal(scalar.value());
      case Sequence list ->
          JsonTemplate.of(list.items().stream().map(item -> tree(item, scope)).toList());
      case Mapping mapping -> {
        Map<String, JsonTemplate> fields = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> fields.put(key, tree(entry.value(), scope)));
        yield JsonTemplate.of(fields);
      }
    };
  }

  /** A text with {@code {{ }}} parts. */
  Template template(Scalar scalar, Scope scope) {
    Template template;
    try {
      template = Template.parse(scalar.text());
    } catch (ExpressionException fault) {
      report(fault, scalar, 0, scope.place());
      return Template.parse("");
    }
    if (template.isLiteral()) {
      literal(scalar, scope);
    }
    for (Template.Hole hole : template.holes()) {
      judge(hole.expression(), scope, false, scalar.at(hole.position()));
    }
    return template;
  }

  /** A mapping of texts with {@code {{ }}} parts; a key without a value is left out. */
  Map<String, Template> templates(Fields mapping, Scope scope) {
    Map<String, Template> all = new LinkedHashMap<>();
    for (String name : mapping.entries().keySet()) {
      mapping.scalar(name, "a text").ifPresent(text -> all.put(name, template(text, scope)));
    }
    return all;
  }

  /** The text of a place that takes no {@code {{ }}}. */
  static String plain(SourceFile file, Scalar scalar, TextPlace place) {
    if (scalar.text().contains("{{")) {
      file.report(
          Rule.NAMESPACE,
          scalar.mark(),
          place.word() + " takes no {{ }}",
          "Write the value itself; nothing can be read here.");
    }
    return scalar.text();
  }

  /** Refuses a literal in a form that older releases took for a reference. */
  void literal(Scalar scalar, Scope scope) {
    OldForm.of(scalar.text(), scope.steps()).ifPresent(old -> refuse(old, scalar.mark()));
  }

  private void refuse(OldForm old, Mark mark) {
    String write = "Write \"" + old.rewritten() + "\".";
    switch (old.kind()) {
      case PREFIX ->
          file.report(
              Rule.REMOVED_FORM, mark, "the form \"" + old.text() + "\" was removed", write);
      case BACKTICKS ->
          file.report(
              Rule.REMOVED_FORM,
              mark,
              "a literal needs no backticks",
              "Write it without them, or as \"{{ " + old.text() + " }}\".");
      case BARE_PATH ->
          file.report(
              Rule.BARE_PATH,
              mark,
              "\"" + old.text() + "\" would be taken as a text, not as a path",
              write);
    }
  }

  private record Parsed(Expression expression, Mark mark) {}

  private static boolean isWrapped(Scalar scalar) {
    return scalar.text().strip().startsWith("{{");
  }

  private Parsed parsed(Scalar scalar, String place) {
    if (!scalar.isString()) {
      file.report(
          Rule.WRONG_TYPE,
          scalar.mark(),
          place + " takes an expression, not " + scalar.kind(),
          "Write it in quotes.");
      return new Parsed(NULL, scalar.mark());
    }
    try {
      return isWrapped(scalar) ? wrapped(scalar, place) : bare(scalar);
    } catch (ExpressionException fault) {
      report(fault, scalar, isWrapped(scalar) ? 0 : indent(scalar), place);
      return new Parsed(NULL, scalar.mark());
    }
  }

  private Parsed bare(Scalar scalar) {
    return new Parsed(Expression.compile(scalar.text().strip()), scalar.at(indent(scalar)));
  }

  private Parsed wrapped(Scalar scalar, String place) {
    Template template = Template.parse(scalar.text());
    if (!template.isWhole()) {
      file.report(
          Rule.BAD_EXPRESSION,
          scalar.mark(),
          place + " takes one expression, not a text with expressions in it",
          "Write JMESPath without {{ }}, or put all of it into one {{ }}.");
      return new Parsed(NULL, scalar.mark());
    }
    Template.Hole hole = template.holes().getFirst();
    return new Parsed(hole.expression(), scalar.at(hole.position()));
  }

  private static int indent(Scalar scalar) {
    return scalar.text().length() - scalar.text().stripLeading().length();
  }

  private void judge(Expression expression, Scope scope, boolean bare, Mark mark) {
    for (Reference reference : expression.references()) {
      scope
          .judge(reference, bare)
          .ifPresent(no -> file.report(no.rule(), mark, no.message(), no.remedy()));
      scope.step(reference).ifPresent(steps::add);
    }
    caution(expression, mark);
  }

  private void caution(Expression expression, Mark mark) {
    expression.caution().ifPresent(caution -> file.report(Rule.NEGATED_PATH, mark, caution, ""));
  }

  private void report(ExpressionException fault, Scalar scalar, int offset, String place) {
    file.report(
        Rule.BAD_EXPRESSION,
        scalar.at(offset + fault.position()),
        place + ": " + fault.getMessage(),
        "Write a JMESPath expression.");
  }
}
