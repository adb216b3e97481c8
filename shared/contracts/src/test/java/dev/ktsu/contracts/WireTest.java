package dev.ktsu.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.GatewayRequest.Allowance;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.PriceList.Rate;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void runIdIsSixteenHexDigitsAndSortsByTime() {
    RunId early = new RunId(0x1234L);
    RunId late = new RunId(0x7fffffffffffffffL);
    assertEquals("run_0000000000001234", early.toString());
    assertEquals(early, RunId.parse(early.toString()));
    assertTrue(early.compareTo(late) < 0 && early.toString().compareTo(late.toString()) < 0);
    for (String bad :
        List.of(
            "", "run_", "run_000000000000123g", "RUN_0000000000001234", "run_0000000000000000")) {
      InvalidInput refused = assertThrows(InvalidInput.class, () -> RunId.parse(bad), bad);
      assertEquals(Code.RUN_NOT_FOUND, refused.code());
    }
  }

  @Test
  void stepPathNamesItemsAndInnerSteps() {
    StepPath path = new StepPath("review").item(17).child("summarise");
    assertEquals("review[17]/summarise", path.toString());
    assertEquals("summarise", path.id());
    assertEquals("review", new StepPath("review[17]").id());
    for (String bad : List.of("", "/a", "a/", "a[b]", "a b", "a[1][2]", "x".repeat(1025))) {
      assertFalse(StepPath.isPath(bad), bad);
    }
  }

  @Test
  void legIdSurvivesItsText() {
    LegId leg = new LegId(new RunId(5), new StepPath("a[1]/b"), 3);
    assertEquals(leg, LegId.parse(leg.toString()));
    for (String bad : List.of("x", "run_0000000000000005~a", "run_0000000000000005~a~0")) {
      assertThrows(InvalidInput.class, () -> LegId.parse(bad), bad);
    }
  }

  @Test
  void moneyIsExact() {
    assertEquals(new BigDecimal("0.000099"), new Usd(99_000).dollars());
    assertEquals(
        "{\"a\":0.1,\"b\":0,\"c\":12}",
        Json.text(
            Json.object()
                .putPOJO("a", new Usd(100_000_000))
                .putPOJO("b", Usd.ZERO)
                .putPOJO("c", new Usd(12_000_000_000L))));
    assertEquals(new Usd(1), Usd.of(new BigDecimal("0.0000000005")));
  }

  @Test
  void estimatesAreWrittenWhereThereAreAnyAndReadAsNoneElse() {
    assertFalse(Json.text(Metrics.NONE).contains("estimated_usd"));
    Metrics lost = Metrics.NONE.plus(Metrics.estimated(new Usd(5_000)));
    assertTrue(Json.text(lost).contains("\"cost_usd\":0.000005"), Json.text(lost));
    assertTrue(Json.text(lost).contains("\"estimated_usd\":0.000005"), Json.text(lost));
    assertEquals(lost, Json.convert(Json.tree(lost), Metrics.class));
    assertEquals(Metrics.NONE, Json.convert(Json.tree(Metrics.NONE), Metrics.class));
  }

  @Test
  void worstCaseIsABytePerTokenWithWhatIsHiddenAndAllOfTheOutput() {
    GatewayRequest small = call("x", null);
    Rate rate = new Rate(Usd.of(new BigDecimal(3)), Usd.of(new BigDecimal(15)));
    long bytes = Json.bytes(small.withoutCaller()).length;
    assertEquals(new Usd(3_000 * (bytes + Rate.HIDDEN_TOKENS) + 15_000 * 100), rate.worst(small));
    assertEquals(new Usd(3_000), rate.worst(call("xy", null)).beyond(rate.worst(small)));
    assertEquals(new Usd(6_000), rate.worst(call("xü", null)).beyond(rate.worst(small)));
    assertEquals(
        rate.worst(small), rate.worst(call("x", new Allowance(new Usd(7), new Usd(12_345)))));
    assertEquals(new Usd(1), new Usd(1).forTokens(1));
  }

  @Test
  void worstCaseOfARequestCountsEachTryAtTheDearestRates() {
    Rate dearIn = new Rate(new Usd(2_000_000), new Usd(1_000_000));
    Rate dearOut = new Rate(new Usd(1_000_000), new Usd(3_000_000));
    PriceList prices = new PriceList(Map.of("g", dearIn.or(dearOut)), 3);
    Rate dearest = new Rate(new Usd(2_000_000), new Usd(3_000_000));
    assertEquals(dearest.worst(call("x", null)).times(3), prices.worst(call("x", null)));
    assertEquals(Usd.ZERO, PriceList.UNKNOWN.worst(call("x", null)));
  }

  @Test
  void requestOfAGoOrchestratorIsReadWithItsNulls() {
    InvokeRequest request =
        Json.read(
            ("{\"run_id\":\"r\",\"step_id\":\"s\",\"tool_servers\":null,\"callback_url\":\"http://x\","
                 + "\"max_turns\":0,\"model\":{\"group\":\"g\"},\"something_new\":{\"a\":1}}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
            InvokeRequest.class);
    assertEquals(List.of(), request.toolServers());
    assertEquals(InvokeRequest.MAX_TURNS_DEFAULT, request.maxTurns());
    assertEquals(1024, request.model().maxTokens());
  }

  @Test
  void announcedCallIsKnownAgainWhateverTheOrderOfItsArguments() {
    Intent announced =
        Intent.of(7, 3, 0, sending("{\"b\":\"ü\",\"a\":{\"d\":null,\"c\":[1,2.5]}}"));
    assertEquals(
        Json.parse(
            "{\"leg\":7,\"turn\":3,\"call\":0,\"tool\":\"send\",\"arguments_hash\":"
                + "\"521789bac3c7923afb93a9618dcbb2b234bcfcd3bbb1d7a676fee6233e910695\"}"),
        Json.tree(announced));
    assertTrue(announced.isFor(sending("{\"a\":{\"c\":[1,2.5],\"d\":null},\"b\":\"ü\"}")));
    assertFalse(announced.isFor(sending("{\"a\":{\"c\":[2.5,1],\"d\":null},\"b\":\"ü\"}")));
    assertFalse(announced.isFor(new ToolCall("1", "look", sending("{}").arguments())));
  }

  @Test
  void resumeIsReadWithoutWhatMayBeAbsent() {
    Resume resume = Json.convert(Json.parse("{\"turn\":2,\"messages\":null}"), Resume.class);
    assertEquals(new Resume(2, List.of(), Metrics.NONE, List.of()), resume);
  }

  @Test
  void callbackAlwaysWritesWhatGoReads() {
    String text =
        Json.text(
            new CallbackPayload(
                "r",
                "s",
                CallbackPayload.FAILED,
                null,
                "why",
                null,
                null,
                Metrics.NONE,
                List.of()));
    for (String field :
        List.of("\"output\":null", "\"error\":\"why\"", "\"metrics\":{", "\"messages\":[]")) {
      assertTrue(text.contains(field), text);
    }
  }

  @Test
  void problemDocumentSatisfiesReadersOfBothKinds() {
    var document = dev.ktsu.contracts.problems.Problems.workflowNotFound("x").document();
    for (String field : List.of("status", "code", "error", "message", "retryable", "detail")) {
      assertTrue(document.has(field), field);
    }
  }

  @Test
  void everyCodeHasAWordOfItsOwn() {
    Set<String> words = new HashSet<>();
    for (Code code : Code.values()) {
      assertTrue(words.add(code.word()) && code.word().matches("[a-z_]+"));
      assertEquals(code, Code.of(code.word()));
    }
  }

  @Test
  void brokenJsonIsRefusedWithItsPlace() {
    InvalidInput refused = assertThrows(InvalidInput.class, () -> Json.parse("{\"a\":\n1 2}"));
    assertEquals(Code.MALFORMED_JSON, refused.code());
    assertTrue(refused.getMessage().contains("line 2"), refused.getMessage());
    assertThrows(InvalidInput.class, () -> Json.parse("{} {}"));
    assertThrows(InvalidInput.class, () -> Json.parse("[".repeat(600) + "]".repeat(600)));
  }

  private static GatewayRequest call(String prompt, @Nullable Allowance spend) {
    List<Message> messages = List.of(Message.user(prompt));
    return new GatewayRequest("r", "s", "g", messages, 100, null, List.of(), null, spend);
  }

  private static ToolCall sending(String arguments) {
    return new ToolCall("1", "send", Json.parse(arguments));
  }
}
