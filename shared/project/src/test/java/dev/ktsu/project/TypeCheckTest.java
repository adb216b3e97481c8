package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.problems.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts read and lists go over; see {@link TypedProject}. */
class TypeCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "step.close.dome § 14:41 impossible-read step.close has no field \"dome\"",
        "'{{ step.close.who.nam }}' § 14:45 impossible-read step.close.who has no field \"nam\"",
        "step.sort.title.size § 14:41 impossible-read step.sort.title is a text and has no field"
            + " \"size\"",
        "'step.sort.by[0]' § 14:42 impossible-read step.sort.by is an object and has no elements",
        "'step.sort.tags[0].name' § 14:42 impossible-read step.sort.tags[0] is a text and has no"
            + " field \"name\"",
        "step.sort.tags.name § 14:41 impossible-read step.sort.tags is a list and has no field"
            + " \"name\"",
        "env.HOST.name § 14:41 impossible-read env.HOST is a text and has no field \"name\"",
        "'params.orders[0].no' § 14:42 impossible-read params.orders[0] has no field \"no\"",
        "params.count.x § 14:41 impossible-read params.count is a whole number and has no field"
            + " \"x\"",
        "length(sort.titel) § 14:48 unlisted-read sort is not known to have a field \"titel\"",
        "step.sort.ktsu_confidence § 14:41 unlisted-read step.sort is not known to have a field"
            + " \"ktsu_confidence\"",
        "step.sort.by.nam § 14:41 unlisted-read step.sort.by is not known to have a field \"nam\"",
        "step.call.body § 14:41 unlisted-read step.call is not known to have a field \"body\"",
        "step.shape.tags § 14:41 unlisted-read step.shape is not known to have a field \"tags\"",
        "step.shape.result.x § 14:41 impossible-read step.shape.result is a list and has no field"
            + " \"x\"",
        "'step.shape.result[0].x' § 14:42 impossible-read step.shape.result[0] is a text and has no"
            + " field \"x\"",
        "step.each.title § 14:41 unlisted-read step.each is not known to have a field \"title\"",
        "'step.each.results[0].titel' § 14:42 unlisted-read step.each.results[0] is not known to"
            + " have a field \"titel\"",
        "a && step.close.dome § 14:49 impossible-read step.close has no field \"dome\"",
      })
  void readOfWhatIsNotThereIsFound(String text, String expected) {
    assertEquals(
        List.of(expected),
        TypedProject.found(
            "{id: x, transform: {inputs: [{from: " + text.replace("a &&", "call &&") + "}]}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step.close.done",
        "step.close.skipped",
        "step.close.error_code",
        "step.close.who.name",
        "step.sort.by.age",
        "'step.sort.tags[-1]'",
        "'step.sort.tags[?x == `1`].y'",
        "'step.sort.tags[*].y'",
        "'step.sort.{a: nope}'",
        "'sort_by(step.sort.tags, &nope)'",
        "step.close.note",
        "'params.any.thing[0].goes'",
        "params",
        "step.call.status_code",
        "'step.each.results[0].ktsu_error'",
        "'step.each.results[0].reason'",
        "'{{ step.shape.result[0] }}'",
      })
  void readOfWhatMayBeThereIsSound(String text) {
    assertEquals(
        List.of(), TypedProject.found("{id: x, transform: {inputs: [{from: " + text + "}]}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "merge § step.all.done §",
        "merge § step.all.who.name §",
        "merge § step.all.error_code §",
        "merge § step.all.results § step.all has no field \"results\"",
        "merge § step.all.who.nam § step.all.who has no field \"nam\"",
        "first § step.all.note §",
        "first § step.all.results § step.all has no field \"results\"",
        "array § step.all.results[0].done §",
        "array § step.all.done § step.all is not known to have a field \"done\"",
      })
  void readOfAListIsOfWhatComesOfItsItems(String way, String text, String expected) {
    List<Diagnostic> found =
        TypedProject.with(
                """
                {id: all, agent: agents/close.agent.yaml, for_each: {from: params.names},
                   consolidation: %s}
                  - {id: x, transform: {inputs: [{from: "%s"}]}}\
                """
                    .formatted(way, text))
            .diagnostics();

    assertEquals(
        expected == null ? List.of() : List.of(expected),
        found.stream().map(Diagnostic::message).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"merge", "first"})
  void valuesThatAFieldMayHaveAreFollowedThroughAList(String way) {
    List<Diagnostic> found =
        TypedProject.with(
                """
                {id: all, agent: agents/sort.agent.yaml, for_each: {from: params.names},
                   consolidation: %s}
                  - {id: x, workflow: in.workflow.yaml,
                     params: {size: 1, way: "{{ step.all.kind }}"}}\
                """
                    .formatted(way))
            .diagnostics();

    assertEquals(
        List.of("the parameter \"way\" takes none of the values that are read here"),
        found.stream().map(Diagnostic::message).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{sort: {field: on}} § impossible-read each item has no field \"on\"",
        "{filter: {expr: \"id > `1` && on == 'x'\"}} § impossible-read each item has no field"
            + " \"on\"",
        "{deduplicate: {field: on}} § impossible-read each item has no field \"on\"",
        "{map: {expr: '{n: on}'}} § impossible-read each item has no field \"on\"",
        "{map: {expr: id}}, {sort: {field: x}} § impossible-read each item is a whole number and"
            + " has no field \"x\"",
        "{filter: {expr: id}}, {map: {expr: on}} § impossible-read each item has no field \"on\"",
      })
  void operationReadsTheItemsThatItIsGiven(String ops, String expected) {
    List<Diagnostic> found =
        TypedProject.with(
                "{id: x, transform: {inputs: [{from: params.orders}], ops: [" + ops + "]}}")
            .diagnostics();

    assertEquals(
        List.of(expected), found.stream().map(each -> each.rule() + " " + each.message()).toList());
    assertEquals(14, found.getFirst().line());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{sort: {field: id}}, {filter: {expr: id}}, {deduplicate: {field: '@'}}",
        "{flatten: {}}, {sort: {field: on}}",
        "{merge: [sort]}, {map: {expr: on}}",
        "{map: {expr: '{n: id}'}}, {sort: {field: n}}",
      })
  void operationOnItemsThatAreNotKnownIsSound(String ops) {
    assertEquals(
        List.of(),
        TypedProject.found(
            "{id: x, transform: {inputs: [{from: params.orders}], ops: [" + ops + "]}}"));
  }

  @Test
  void outputOfASubWorkflowIsWhatItMaps() {
    Files files = TypedProject.with("{id: x, workflow: ./in.workflow.yaml, params: {size: 1}}");

    files.with(
        Files.WORKFLOW,
        TypedProject.HEAD
            + "  - {id: x, workflow: ./in.workflow.yaml, params: {size: 1}}\n"
            + "output: {map: {a: step.x.who.name, b: x.who.nam, c: step.x.sice, d:"
            + " step.x.size.y}}\n");

    assertEquals(
        List.of(
            "15:39 impossible-read x.who has no field \"nam\"",
            "15:53 unlisted-read step.x is not known to have a field \"sice\"",
            "15:69 impossible-read step.x.size is a whole number and has no field \"y\""),
        files.found());
  }

  @Test
  void faultInASubWorkflowIsFoundInItsFile() {
    Files files =
        TypedProject.with("{id: x, workflow: ./in.workflow.yaml, params: {size: 1}}")
            .with(
                "workflows/in.workflow.yaml",
                TypedProject.INNER.replace("step.add.who", "step.add.whom"));

    assertEquals(
        List.of("workflows/in.workflow.yaml:13:14 impossible-read step.add has no field \"whom\""),
        files.found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "step.sort.title § 14:45 not-a-list for_each goes over a list, and this is a text",
        "'{{ params.count }}' § 14:49 not-a-list for_each goes over a list, and this is a whole"
            + " number",
        "step.each § 14:45 not-a-list for_each goes over a list, and this is an object",
        "\"'a,b'\" § 14:46 not-a-list for_each goes over a list, and this is a text",
        "length(params.any) § 14:45 not-a-list for_each goes over a list, and this is a whole"
            + " number",
        "'{a: params.any}' § 14:46 not-a-list for_each goes over a list, and this is an object",
        "step.sort.tgas § 14:45 unlisted-read step.sort is not known to have a field \"tgas\"",
      })
  void listThatIsNoneIsFound(String from, String expected) {
    assertEquals(
        List.of(expected),
        TypedProject.found("{id: x, transform: {}, for_each: {from: " + from + "}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step.sort.tags",
        "keys(params.any)",
        "'[params.any, step.each]'",
        "params.any",
        "step.each.results",
        "'keys(step.sort.by)'",
        "'[`1`]'"
      })
  void listThatMayBeOneIsSound(String from) {
    assertEquals(
        List.of(), TypedProject.found("{id: x, transform: {}, for_each: {from: " + from + "}}"));
  }

  @Test
  void itemHasTheShapeOfTheElements() {
    assertEquals(
        List.of(
            "14:85 impossible-read order has no field \"no\"",
            "14:103 impossible-read item_index is a whole number and has no field \"x\""),
        TypedProject.found(
            "{id: x, for_each: {from: params.orders, as: order}, transform: {inputs: [{from:"
                + " order.no}, {from: item_index.x}, {from: item.id}]}}"));
  }

  @Test
  void errorsRefuseTheRunAndWarningsDoNot() {
    Files refused = TypedProject.with("{id: x, sleep: '{{ step.close.dome }}'}");
    Files warned = TypedProject.with("{id: x, sleep: '{{ step.sort.titel }}'}");

    InvalidInput refusal = assertThrows(InvalidInput.class, refused::load);
    assertEquals(
        "workflows/w.workflow.yaml:14:24: step.close has no field \"dome\". Did you mean \"done\"?",
        refusal.places().getFirst().toString());
    assertEquals(
        List.of("unlisted-read"), warned.load().warnings().stream().map(Diagnostic::rule).toList());
  }

  @Test
  void runThatHasBegunGoesOnWithWhatAnEarlierReleaseLetIn() {
    Files files = TypedProject.with("{id: x, sleep: '{{ step.close.dome }}'}");

    assertEquals("w", Definition.restore("w", files.contents()).workflow().stem());
  }
}
