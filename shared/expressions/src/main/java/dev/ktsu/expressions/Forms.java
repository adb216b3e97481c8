package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.burt.jmespath.antlr.v4.runtime.BaseErrorListener;
import io.burt.jmespath.antlr.v4.runtime.ParserRuleContext;
import io.burt.jmespath.antlr.v4.runtime.tree.ParseTree;
import io.burt.jmespath.parser.JmesPathBaseVisitor;
import io.burt.jmespath.parser.JmesPathParser.AndExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.BracketExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.BracketIndexContext;
import io.burt.jmespath.parser.JmesPathParser.BracketedExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ChainExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ComparisonExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ExpressionTypeContext;
import io.burt.jmespath.parser.JmesPathParser.FunctionCallExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.IdentifierContext;
import io.burt.jmespath.parser.JmesPathParser.IdentifierExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.LiteralExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.MultiSelectHashExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.MultiSelectListExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.NotExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.OrExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.ParenExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.PipeExpressionContext;
import io.burt.jmespath.parser.JmesPathParser.RawStringExpressionContext;
import io.burt.jmespath.util.AntlrHelper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns the parse tree of one expression into its {@link Form}. */
final class Forms extends JmesPathBaseVisitor<Form> {
  private static final Form NOTHING = new Form.Opaque(List.of());

  /** What functions yield, if that is not null; the others can yield several types. */
  private static final Map<String, String> YIELDS =
      Map.ofEntries(
          Map.entry("abs", "number"),
          Map.entry("avg", "number"),
          Map.entry("ceil", "integer"),
          Map.entry("contains", "boolean"),
          Map.entry("ends_with", "boolean"),
          Map.entry("floor", "integer"),
          Map.entry("join", "string"),
          Map.entry("keys", "array"),
          Map.entry("length", "integer"),
          Map.entry("map", "array"),
          Map.entry("merge", "object"),
          Map.entry("sort", "array"),
          Map.entry("sort_by", "array"),
          Map.entry("starts_with", "boolean"),
          Map.entry("sum", "number"),
          Map.entry("to_array", "array"),
          Map.entry("to_number", "number"),
          Map.entry("to_string", "string"),
          Map.entry("type", "string"),
          Map.entry("values", "array"));

  private final Source source;

  private Forms(Source source) {
    this.source = source;
  }

  /** Of a text that is known to parse. */
  static Form of(Source source) {
    var parser = AntlrHelper.createParser(source.quoted(), new BaseErrorListener());
    return new Forms(source).visit(parser.jmesPathExpression().expression());
  }

  @Override
  public Form visitIdentifierExpression(IdentifierExpressionContext at) {
    int position = source.original(at.getStart().getStartIndex());
    return new Form.Path(List.of(new Form.Name(RootReads.name(at.identifier()))), position);
  }

  @Override
  public Form visitChainExpression(ChainExpressionContext at) {
    IdentifierContext name = at.chainedExpression().identifier();
    Form head = visit(at.expression());
    return head instanceof Form.Path path && name != null
        ? longer(path, new Form.Name(RootReads.name(name)))
        : new Form.Opaque(List.of(head));
  }

  @Override
  public Form visitBracketedExpression(BracketedExpressionContext at) {
    Form head = visit(at.expression());
    return head instanceof Form.Path path && at.bracketSpecifier() instanceof BracketIndexContext i
        ? longer(path, new Form.Index(Integer.parseInt(i.SIGNED_INT().getText())))
        : new Form.Opaque(List.of(head));
  }

  private static Form.Path longer(Form.Path path, Form.Link link) {
    List<Form.Link> links = new ArrayList<>(path.links());
    links.add(link);
    return new Form.Path(links, path.position());
  }

  @Override
  public Form visitParenExpression(ParenExpressionContext at) {
    return visit(at.expression());
  }

  @Override
  public Form visitComparisonExpression(ComparisonExpressionContext at) {
    return new Form.Comparison(
        visit(at.expression(0)), at.COMPARATOR().getText(), visit(at.expression(1)));
  }

  @Override
  public Form visitAndExpression(AndExpressionContext at) {
    return new Form.And(visit(at.expression(0)), visit(at.expression(1)));
  }

  @Override
  public Form visitOrExpression(OrExpressionContext at) {
    return new Form.Or(visit(at.expression(0)), visit(at.expression(1)));
  }

  @Override
  public Form visitNotExpression(NotExpressionContext at) {
    return new Form.Not(visit(at.expression()));
  }

  @Override
  public Form visitLiteralExpression(LiteralExpressionContext at) {
    return literal(at);
  }

  @Override
  public Form visitRawStringExpression(RawStringExpressionContext at) {
    return literal(at);
  }

  /** The library knows how its literals are escaped. */
  private Form literal(ParserRuleContext at) {
    String text =
        source.quoted().substring(at.getStart().getStartIndex(), at.getStop().getStopIndex() + 1);
    JsonNode value =
        Work.evaluation(() -> Jmespath.RUNTIME.compile(text).search(NullNode.getInstance()));
    return new Form.Literal(value);
  }

  @Override
  public Form visitFunctionCallExpression(FunctionCallExpressionContext at) {
    return made(at, YIELDS.getOrDefault(at.functionExpression().NAME().getText(), ""));
  }

  @Override
  public Form visitMultiSelectListExpression(MultiSelectListExpressionContext at) {
    return made(at, "array");
  }

  @Override
  public Form visitMultiSelectHashExpression(MultiSelectHashExpressionContext at) {
    return made(at, "object");
  }

  private Form made(ParserRuleContext at, String type) {
    return new Form.Opaque(((Form.Opaque) visitChildren(at)).reads(), type);
  }

  /** What stands on the right is given what the left one yields. */
  @Override
  public Form visitPipeExpression(PipeExpressionContext at) {
    return new Form.Opaque(List.of(visit(at.expression(0))));
  }

  @Override
  public Form visitExpressionType(ExpressionTypeContext at) {
    return NOTHING;
  }

  @Override
  public Form visitBracketExpression(BracketExpressionContext at) {
    return NOTHING;
  }

  @Override
  protected Form defaultResult() {
    return NOTHING;
  }

  /** Calls and made lists and objects read what their parts read. */
  @Override
  protected Form aggregateResult(Form before, Form next) {
    List<Form> reads = new ArrayList<>(((Form.Opaque) before).reads());
    if (!next.equals(NOTHING)) {
      reads.add(next);
    }
    return new Form.Opaque(reads);
  }

  @Override
  public Form visit(ParseTree tree) {
    return tree.accept(this);
  }
}
