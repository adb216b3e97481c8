package dev.ktsu.expressions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burt.jmespath.antlr.v4.runtime.BaseErrorListener;
import io.burt.jmespath.parser.JmesPathBaseVisitor;
import io.burt.jmespath.parser.JmesPathParser;
import io.burt.jmespath.parser.JmesPathParser.BracketExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.BracketedExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ChainExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.CurrentNodeExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ExpressionTypeContext;
import io.burt.jmespath.parser.JmesPathParser.IdentifierContext;
import io.burt.jmespath.parser.JmesPathParser.IdentifierExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.NotExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ParenExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.PipeExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.WildcardExpressionContext;
import io.burt.jmespath.util.AntlrHelper;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the parse tree of one expression and notes what is read from the scope. JMESPath reads the
 * scope only where a part is evaluated against the scope itself: the head of a path, an operand, an
 * argument of a call. The rest of a path, a filter, a projection and an {@code &expression} are
 * given other values.
 */
final class RootReads extends JmesPathBaseVisitor<@Nullable Void> {
  private static final ObjectMapper STRINGS = new ObjectMapper();

  private final Set<Reference> found = new LinkedHashSet<>();
  private Optional<String> caution = Optional.empty();

  /** The name after the one that is visited: {@code a} while {@code step} of {@code step.a} is. */
  private String next = Reference.ANY;

  private RootReads() {}

  /** Walks a text that is known to parse. */
  static RootReads of(String text) {
    JmesPathParser parser = AntlrHelper.createParser(text, new BaseErrorListener());
    RootReads reads = new RootReads();
    reads.visit(parser.jmesPathExpression());
    return reads;
  }

  Set<Reference> references() {
    return Set.copyOf(found);
  }

  /** See {@link Expression#caution()}. */
  Optional<String> caution() {
    return caution;
  }

  @Override
  public @Nullable Void visitIdentifierExpression(IdentifierExpressionContext at) {
    String name = name(at.identifier());
    found.add(
        switch (name) {
          case "params" -> new Reference(Namespace.PARAMS, next);
          case "env" -> new Reference(Namespace.ENV, next);
          case "step" -> new Reference(Namespace.STEP, next);
          case "item", "item_index" -> new Reference(Namespace.ITEM, name);
          default -> new Reference(Namespace.FLAT, name.isEmpty() ? Reference.ANY : name);
        });
    return null;
  }

  @Override
  public @Nullable Void visitChainExpression(ChainExpressionContext at) {
    IdentifierContext link = at.chainedExpression().identifier();
    String name = link == null ? "" : name(link);
    return head(at.expression(), name.isEmpty() ? Reference.ANY : name);
  }

  @Override
  public @Nullable Void visitBracketedExpression(BracketedExpressionContext at) {
    return head(at.expression(), Reference.ANY);
  }

  @Override
  public @Nullable Void visitPipeExpression(PipeExpressionContext at) {
    return head(at.expression(0), Reference.ANY);
  }

  @Override
  public @Nullable Void visitNotExpression(NotExpressionContext at) {
    if (at.expression() instanceof ChainExpressionContext
        || at.expression() instanceof BracketedExpressionContext) {
      caution =
          Optional.of(
              "\"%s\" negates the whole path here, and only its first name elsewhere; write !(…)"
                  .formatted(at.getText().replace("\"", "")));
    }
    return visitChildren(at);
  }

  @Override
  public @Nullable Void visitCurrentNodeExpression(CurrentNodeExpressionContext at) {
    return whole();
  }

  @Override
  public @Nullable Void visitWildcardExpression(WildcardExpressionContext at) {
    return whole();
  }

  @Override
  public @Nullable Void visitBracketExpression(BracketExpressionContext at) {
    return whole();
  }

  @Override
  public @Nullable Void visitExpressionType(ExpressionTypeContext at) {
    return null;
  }

  /** Only a name, bare or in parentheses, is read together with the name that follows it. */
  private @Nullable Void head(ExpressionContext at, String following) {
    ExpressionContext bare = at;
    while (bare instanceof ParenExpressionContext paren) {
      bare = paren.expression();
    }
    next = bare instanceof IdentifierExpressionContext ? following : Reference.ANY;
    visit(bare);
    next = Reference.ANY;
    return null;
  }

  private @Nullable Void whole() {
    found.add(new Reference(Namespace.FLAT, Reference.ANY));
    return null;
  }

  /** The name without its quotes. */
  static String name(IdentifierContext identifier) {
    String text = identifier.getText();
    if (identifier.STRING() == null) {
      return text;
    }
    try {
      return STRINGS.readValue(text, String.class);
    } catch (JsonProcessingException unusual) {
      return text.substring(1, text.length() - 1);
    }
  }
}
