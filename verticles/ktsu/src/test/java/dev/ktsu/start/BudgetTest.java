package dev.ktsu.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.tools.FakeToolServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of agent calls under one budget, over every tier. */
class BudgetTest {
  private static final int ITEMS = 200;
  private static final int TOKENS_IN = 1_000;
  private static final int TOKENS_OUT = 50;

  /** At 3 dollars for a million tokens in and 15 for a million out. */
  private static final Usd CALL = Usd.of(new BigDecimal("0.00375"));

  @TempDir private Path project;
  private Tiers tiers;

  @BeforeEach
  void start() {
    tiers = new Tiers(project);
    FakeToolServer tools =
        new FakeToolServer().readOnlyTool("look", arguments -> "seen").start(tiers.vertx());
    tiers.model().answers("{\"done\":true}", TOKENS_IN, TOKENS_OUT);
    tiers
        .with("servers/tools.server.yaml", "name: tools\nurl: " + tools.url() + "\n")
        .with(
            "agents/a.agent.yaml",
            """
            model: standard
            prompt: {system: Work., reflect: Is that so?}
            servers:
              - {name: tools, path: ../servers/tools.server.yaml, access: {allowlist: [look]}}
            output: {schema: {type: object, required: [done]}}
            """);
  }

  @AfterEach
  void stop() {
    tiers.close();
  }

  @Test
  void booksOfARunAreThoseOfItsProvider() {
    JsonNode run = run("20");

    assertEquals("complete", run.path("status").asText(), run.toString());
    assertEquals(2 * ITEMS, tiers.asked());
    assertEquals(bill(), cost(run));
    assertEquals(bill(), books(run));
  }

  @Test
  @Case("G15-11")
  void runThatNeedsMoreThanItsBudgetFailsAndNothingIsSpentBeyondIt() {
    JsonNode run = run("0.5");

    assertEquals("failed", run.path("status").asText(), run.toString());
    assertEquals("budget_exceeded", run.path("error_code").asText(), run.toString());
    Usd books = books(run);
    assertTrue(bill().compareTo(books) <= 0, () -> bill() + " of " + run);
    assertTrue(books.compareTo(usd(run, "budget_usd")) <= 0, run.toString());
    assertTrue(bill().compareTo(Usd.of(new BigDecimal("0.3"))) > 0, () -> bill() + " of " + run);
  }

  @Test
  void runThatMayAskGoesOnEachTimeItsBudgetIsRaisedAndNothingIsSpentBeyondIt() {
    workflow("{cost_budget_usd: 0.3, on_exhausted: ask}");
    tiers.start();
    String run = tiers.invoke();

    raise("0.9");
    raise("20");

    JsonNode ended = tiers.ended(run).path("run");
    assertEquals("complete", ended.path("status").asText(), ended.toString());
    assertEquals(bill(), cost(ended));
    assertEquals(bill(), books(ended));
    assertEquals(Usd.of(new BigDecimal("20")), usd(ended, "budget_usd"));
  }

  private void raise(String budget) {
    JsonNode asked = tiers.pending(1).get(0);
    assertTrue(bill().compareTo(usd(asked, "budget_usd")) <= 0, () -> bill() + " of " + asked);
    String decision = "{\"decision\":\"approved\",\"budget_usd\":" + budget + "}";
    String id = asked.path("id").asText();
    assertEquals(200, tiers.client().post("/approvals/" + id + "/decide", decision).status());
  }

  private JsonNode run(String budget) {
    workflow("{cost_budget_usd: " + budget + "}");
    tiers.start();
    return tiers.ended(tiers.invoke()).path("run");
  }

  private void workflow(String policy) {
    tiers.with(
        "workflows/w.workflow.yaml",
        """
        kind: workflow
        name: w
        params: {schema: {type: object, properties: {items: {type: array, default: %s}}}}
        model_policy: %s
        pipeline:
          - id: each
            agent: ./agents/a.agent.yaml
            model: {group: standard, max_tokens: 100}
            for_each: {from: params.items, concurrency: 20}
        """
            .formatted(IntStream.range(0, ITEMS).boxed().toList(), policy));
  }

  private Usd bill() {
    return CALL.times(tiers.asked());
  }

  /** What cannot be spent any more; legs that are being stopped may still spend what they hold. */
  private static Usd books(JsonNode run) {
    return usd(run, "budget_usd").beyond(usd(run, "budget_left_usd"));
  }

  private static Usd cost(JsonNode run) {
    return usd(run.path("metrics"), "cost_usd");
  }

  private static Usd usd(JsonNode object, String field) {
    return Usd.of(object.path(field).decimalValue());
  }
}
