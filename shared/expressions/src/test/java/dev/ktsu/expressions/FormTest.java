package dev.ktsu.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {
  @Test
  void fieldsAndElementsMakeAPath() {
    assertEquals(
        new Form.Path(
            List.of(
                new Form.Name("step"),
                new Form.Name("my-step"),
                new Form.Index(-1),
                new Form.Name("odd name")),
            0),
        Expression.compile("step.my-step[-1].\"odd name\"").form());
  }

  @Test
  void comparisonHasItsOperandsWithTheirPlaces() {
    assertEquals(
        new Form.And(
            new Form.Comparison(
                path(0, "a-b", "x"), "==", new Form.Literal(TextNode.valueOf("it's"))),
            new Form.Not(path(21, "c"))),
        Expression.compile("a-b.x == 'it\\'s' && !c").form());
  }

  @Test
  void literalsAreRead() {
    assertEquals(
        new Form.Or(
            new Form.Literal(BooleanNode.FALSE),
            new Form.Comparison(
                new Form.Literal(IntNode.valueOf(5)),
                "<",
                new Form.Literal(TextNode.valueOf("`")))),
        Expression.compile("(`false` || `5` < '`')").form());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.items[?b == 'x'].c   | a.items",
        "a.items[*].c.d         | a.items",
        "a[0][].b               | a[0]",
        "length(a.b)            | a.b",
        "sort_by(a.b, &c)       | a.b",
        "'a.b | c'              | a.b",
        "{x: a.b, y: [c, d.e]}  | a.b c d.e",
        "a.{x: b}               | a",
        "a.b[1:2]               | a.b",
        "a.*                    | a",
        "join(', ', a.b[*])     | a.b",
        "(a.b).c                | a.b.c",
        "[0]                    | ''",
        "@.a                    | ''",
      })
  void whatIsNoPathNamesThePathsThatItReads(String text, String paths) {
    assertEquals(
        paths,
        Expression.compile(text)
            .form()
            .paths()
            .map(FormTest::text)
            .collect(Collectors.joining(" ")));
  }

  private static Form.Path path(int position, String... names) {
    return new Form.Path(List.of(names).stream().<Form.Link>map(Form.Name::new).toList(), position);
  }

  private static String text(Form.Path path) {
    return path.links().stream()
        .map(
            link ->
                switch (link) {
                  case Form.Name(String name) -> "." + name;
                  case Form.Index(int index) -> "[" + index + "]";
                })
        .collect(Collectors.joining())
        .substring(1);
  }
}
