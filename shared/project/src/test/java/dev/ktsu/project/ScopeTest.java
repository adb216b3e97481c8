package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Namespace;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {
  private static final Scope STEP =
      new Scope(
          "",
          EnumSet.of(Namespace.PARAMS, Namespace.ENV, Namespace.STEP, Namespace.FLAT),
          Set.of("up"),
          Set.of("A"),
          Optional.empty(),
          false);

  private static String refusal(Scope scope, String text, boolean bare) {
    return Expression.compile(text).references().stream()
        .flatMap(reference -> scope.judge(reference, bare).stream())
        .map(refusal -> refusal.message() + " | " + refusal.remedy())
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "condition        ; item.x       ; true",
        "params           ; item_index   ; false",
        "from             ; ticket.id    ; true",
        "url              ; ticket.id    ; false",
        "headers          ; ticket_index ; false",
        "body             ; step.up.x    ; false",
        "input            ; item         ; false",
      })
  void elementIsThereInAStepWithForEach(String place, String text, boolean bare) {
    assertEquals("", refusal(STEP.forEach(Optional.of("ticket")).at(place), text, bare));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "condition     ; item.x ; true",
        "url           ; item.x ; false",
        "body          ; item_index ; false",
      })
  void elementIsNotThereInOtherSteps(String place, String text, boolean bare) {
    String refused = refusal(STEP.at(place), text, bare);

    assertEquals(
        "is not available in " + place + " | Only a step with for_each has it. Available here:",
        refused.replaceFirst("^\"[^\"]*\" ", "").replaceFirst("here:.*", "here:"));
  }

  @ParameterizedTest
  @CsvSource({"for_each.from,item.x", "for_each.from,item_index", "output.map,item"})
  void placesBesideTheItemsDoNotSeeThem(String place, String text) {
    Scope items = STEP.forEach(Optional.empty());

    assertEquals(
        Rule.NAMESPACE,
        items
            .at(place)
            .judge(Expression.compile(text).references().iterator().next(), true)
            .orElseThrow()
            .rule());
  }

  @Test
  void stepByItsBareIdIsForBareJmespathOnly() {
    assertEquals("", refusal(STEP.at("condition"), "up.x", true));
    assertEquals(
        "\"up\" is not available in condition | Write step.up.",
        refusal(STEP.at("condition"), "up.x", false));
    assertEquals(
        "\"up\" is not available in url | Write step.up.", refusal(STEP.at("url"), "up.x", false));
  }

  @Test
  void defaultReadsNothing() {
    assertEquals(
        "\"params.x\" is not available in a default"
            + " | Write the value itself; nothing can be read here.",
        refusal(Scope.ofParams("a default", Optional.of(Set.of())), "params.x", false));
  }
}
