package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large values of a run, by reference. */
class ValuesTest {
  private static final String LIMIT = "KTSU_VALUE_INLINE_BYTES_MAX";
  private static final String LONG = "x".repeat(300);
  private static final String PARAMS =
      "{\"text\":\"" + LONG + "\",\"texts\":[\"" + LONG + "1\",\"short\",\"" + LONG + "2\"]}";

  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @TempDir Path project;
  private TestOrchestrator orchestrator;
  private FakeRuntime runtime;
  private final List<String> referenced = new ArrayList<>();

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  private void start(String store, String limit) {
    orchestrator =
        new TestOrchestrator(project)
            .with("KTSU_STORE_TYPE", store)
            .with("KTSU_DB_URL", DATABASE.url())
            .with(LIMIT, limit)
            .file(
                "agents/a.agent.yaml",
                "name: a\nmodel: m\nprompt: {system: s}\noutput: {schema: {type: object}}\n")
            .file(
                "parts/inner.workflow.yaml",
                """
                kind: workflow
                params: {schema: {type: object}}
                pipeline:
                  - {id: same, transform: {inputs: [{from: params}]}}
                """)
            .workflow(
                "w",
                """
                params: {schema: {type: object}}
                pipeline:
                  - {id: ask, agent: ./agents/a.agent.yaml}
                  - {id: each, transform: {inputs: [{from: "{text: item}"}]},
                     for_each: {from: params.texts}}
                  - {id: part, workflow: ./parts/inner.workflow.yaml,
                     params: {text: "{{ params.text }}"}}
                output: {map: {said: ask.said}}
                """);
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).start();
  }

  private String complete() {
    String run = orchestrator.invoke("w", PARAMS);
    assertEquals(200, runtime.answer(runtime.next(), "{\"said\":\"" + LONG + "\"}").status());
    assertEquals("complete", orchestrator.ended(run).get("status").textValue());
    return run;
  }

  private JsonNode get(String path) {
    Answer answer = orchestrator.client().get(path);
    assertEquals(200, answer.status(), path + ": " + answer.text());
    return answer.json();
  }

  /** The answer at a path with every reference replaced by what it leads to. */
  private JsonNode followed(String path) {
    return followed(get(path));
  }

  private JsonNode followed(JsonNode answer) {
    answer.forEach(this::followed);
    if (answer instanceof ObjectNode object
        && object.remove("by_reference") instanceof JsonNode by) {
      for (JsonNode name : by) {
        object.set(name.textValue(), value(object.get(name.textValue())));
      }
    }
    return answer;
  }

  private JsonNode value(JsonNode reference) {
    String address = reference.get("$value").textValue();
    Answer answer = orchestrator.client().get(address);
    assertEquals(200, answer.status(), address + ": " + answer.text());
    byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
    assertEquals(reference.get("bytes").intValue(), bytes.length, address);
    assertEquals(Integer.toString(bytes.length), answer.header("Content-Length"));
    assertEquals("application/json", answer.header("Content-Type"));
    assertEquals(reference.get("sha256").textValue(), sha256(bytes), address);
    assertEquals('"' + sha256(bytes) + '"', answer.header("ETag"));
    referenced.add(address.replaceFirst(".*/values/", ""));
    return Json.parse(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Both forms of an answer say the same, and one of them holds these references. */
  private void assertSame(String path, String... references) {
    String more = path.contains("?") ? "&" : "?";
    referenced.clear();
    JsonNode whole = get(path + more + "inline=all");
    assertEquals(whole, followed(path), path);
    assertFalse(whole.findValues("output").isEmpty() && whole.findValues("arguments").isEmpty());
    assertTrue(
        referenced.stream().map(ValuesTest::name).toList().containsAll(List.of(references)),
        path + ": " + referenced);
  }

  /** Without the number of the event, which may change. */
  private static String name(String reference) {
    return reference.replaceFirst("^\\d+\\.", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "postgres"})
  void everyAnswerGivesLargeValuesByReference(String store) {
    start(store, "200");
    String run = complete();

    assertSame("/runs/" + run, "params", "output");
    assertSame("/runs/" + run + "?wait=1s", "params", "output");
    assertSame("/runs/" + run + "/envelope", "params", "output");
    assertSame("/runs/" + run + "/envelope?shape=map", "params", "output");
    assertSame("/runs/" + run + "/steps/ask", "output");
    assertSame("/runs/" + run + "/steps/each%5B2%5D", "output");
    assertSame("/runs/" + run + "/steps?of=each", "output");
    assertSame("/runs/" + run + "%2Fpart", "params", "output");
    assertSame("/runs/" + run + "%2Fpart/envelope", "params", "output");
    assertSame("/runs/" + run + "/steps/part%2Fsame", "output");
    assertSame("/runs/" + run + "?include=payload", "input.part", "input.part%2Fsame");
    assertSame("/runs/" + run + "/steps/each%5B0%5D?include=payload", "input.each%5B0%5D");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void referenceIsGoodAfterARestart(String store) {
    start(store, "200");
    String run = complete();
    JsonNode before = get("/runs/" + run);
    JsonNode whole = get("/runs/" + run + "?inline=all");

    orchestrator.restart();

    assertEquals(before, get("/runs/" + run));
    assertEquals(whole, followed(before));
  }

  @Test
  void largeArgumentsThatWaitForAPersonAreGivenByReference() {
    start("sqlite", "200");
    String run = orchestrator.invoke("w", PARAMS);
    JsonNode arguments = Json.object().put("text", LONG);
    runtime.ask(
        runtime.next(),
        new PendingApproval("small", "1", Json.object().put("n", 1), "fail", 0, "", ""),
        new PendingApproval("large", "2", arguments, "fail", 0, "", ""));

    assertSame("/runs/" + run + "/steps/ask", "arguments.2");
    assertSame("/approvals", "arguments.2");
    String id = get("/approvals").get(1).get("id").textValue();
    assertSame("/approvals/" + id, "arguments.2");
    JsonNode small = get("/runs/" + run + "/steps/ask/approval");
    assertEquals("{\"n\":1}", small.get("arguments").toString());
  }

  @Test
  void answerThatWasWaitedForHasReferencesToo() {
    start("memory", "200");
    runtime.answers(leg -> "{\"said\":\"" + LONG + "\"}");
    JsonNode record = orchestrator.client().post("/invoke/w?wait=20s", PARAMS).json();
    String run = record.get("run_id").textValue();
    assertEquals(get("/runs/" + run + "?inline=all"), followed(record));
    assertTrue(referenced.size() > 4, referenced.toString());
    JsonNode whole = orchestrator.client().post("/invoke/w?wait=20s&inline=all", PARAMS).json();
    assertEquals(LONG, step(whole, "ask").at("/output/said").textValue());
  }

  @Test
  void valuesOfOrdinarySizeStandInTheRecord() {
    start("memory", "");
    String run = complete();
    JsonNode record = get("/runs/" + run);
    assertEquals(LONG, step(record, "ask").at("/output/said").textValue());
    assertEquals(LONG, record.at("/run/payload/text").textValue());
    assertFalse(record.toString().contains("by_reference"), record.toString());
    assertEquals(record, get("/runs/" + run + "?inline=all"));
  }

  @Test
  void valueThatLooksLikeAReferenceIsNotListedAsOne() {
    start("memory", "200");
    runtime.answers(leg -> "{\"$value\":\"/runs\",\"bytes\":1,\"sha256\":\"0\"}");
    JsonNode step = step(orchestrator.run("w", "{\"texts\":[]}"), "ask");
    assertEquals("/runs", step.at("/output/$value").textValue());
    assertFalse(step.has("by_reference"));
  }

  @Test
  void readerThatHasTheValueGetsItNotAgain() {
    start("sqlite", "200");
    String run = complete();
    JsonNode output = step(get("/runs/" + run), "ask").get("output");
    String address = output.get("$value").textValue();
    String tag = '"' + output.get("sha256").textValue() + '"';
    Answer known = orchestrator.client().get(address, "If-None-Match", tag);
    assertEquals(304, known.status());
    assertEquals("", known.text());
    assertEquals(tag, known.header("ETag"));
    assertEquals(200, orchestrator.client().get(address, "If-None-Match", "\"0\"").status());
  }

  @Test
  void whatARecordDoesNotShowCannotBeReadByItsPlace() {
    start("sqlite", "200");
    String run = complete();
    String address = step(get("/runs/" + run), "ask").at("/output/$value").textValue();
    String seq = address.replaceFirst(".*/values/(\\d+)\\..*", "$1");
    for (String unknown :
        List.of(
            "1.env",
            "1.output",
            seq + ".messages",
            seq + ".arguments.1",
            "9999.output",
            "0.output",
            "input.nobody",
            "input.",
            "x")) {
      Answer missing = orchestrator.client().get("/runs/" + run + "/values/" + unknown);
      assertEquals(404, missing.status(), unknown);
      assertEquals("value_not_found", missing.json().get("code").textValue(), unknown);
    }
    Answer nobody = orchestrator.client().get("/runs/run_0000000000000001/values/1.params");
    assertEquals("run_not_found", nobody.json().get("code").textValue());
  }

  @Test
  void unknownWordForTheFormIsRefusedBeforeARunExists() {
    start("memory", "200");
    Answer refused = orchestrator.client().post("/invoke/w?wait=1s&inline=some", PARAMS);
    assertEquals(400, refused.status());
    assertEquals("Give all.", refused.json().get("detail").textValue());
    assertEquals(0, get("/runs").get("runs").size());
  }

  @Test
  void valuesAskForTheKeyOfTheApi() {
    start("memory", "200");
    orchestrator.close();
    orchestrator = new TestOrchestrator(project).with("KTSU_API_KEY", "the-key").start();
    assertEquals(401, orchestrator.client().get("/runs/run_1/values/1.params").status());
  }
}
