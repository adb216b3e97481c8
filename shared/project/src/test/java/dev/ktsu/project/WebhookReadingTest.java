package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of webhooks, and what of their answers is kept. */
class WebhookReadingTest {
  private static WebhookStep read(String webhook) {
    return assertInstanceOf(
        WebhookStep.class,
        Files.empty()
            .pipeline("  - {id: a, webhook: {url: 'http://h/', " + webhook + "}}\n")
            .load()
            .workflow()
            .pipeline()
            .getFirst());
  }

  @Test
  void headersAreTextsInTheOrderOfTheFile() {
    Map<String, Template> headers =
        read("headers: {X-Who: 'Mx {{ params.who }}', X-Number: 5, Content-Type: a/b+json}")
            .request()
            .headers();

    assertEquals(List.of("X-Who", "X-Number", "Content-Type"), List.copyOf(headers.keySet()));
    assertEquals(
        "Mx Ada",
        headers.get("X-Who").render(Json.parse("{\"params\":{\"who\":\"Ada\"}}")).asText());
    assertEquals("5", headers.get("X-Number").render(Json.object()).asText());
  }

  @Test
  void answerIsNotKeptUnlessAsked() {
    assertEquals(Optional.empty(), read("method: PUT").capture());
    assertEquals(
        Optional.of(new WebhookStep.Capture(65_536, List.of())), read("response: {}").capture());
    assertEquals(
        Optional.of(new WebhookStep.Capture(9, List.of("etag", "x-id"))),
        read("response: {max_bytes: 9, headers: [ETag, X-ID, etag]}").capture());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "headers: {Host: h}              § 5:51 bad-value the header Host is set by ktsu itself",
        "headers: {content-length: 1}    § 5:51 bad-value the header content-length is set by ktsu"
            + " itself",
        "headers: {Idempotency-Key: k}   § 5:51 bad-value the header Idempotency-Key is set by ktsu"
            + " itself",
        "headers: {Transfer-Encoding: k} § 5:51 bad-value the header Transfer-Encoding is set by"
            + " ktsu itself",
        "headers: {'a b': k}             § 5:51 bad-value \"a b\" is no name of a header",
        "headers: {X-A: 1, x-a: 2}       § 5:59 duplicate-id the header x-a stands here twice",
        "headers: {X-A: \"b\\r\\nX-B: c\"} § 5:56 bad-value the header X-A has a character that"
            + " headers do not take",
        "headers: {X-A: [1]}             § 5:56 wrong-type \"X-A\" takes a text, not a list",
        "headers: {X-A: '{{ stp.x }}'}   § 5:60 namespace \"stp\" is not available in headers",
        "response: {max_bytes: 0}        § 5:52 bad-value \"max_bytes\" must be at least 1, got 0",
        "response: {max_bytes: 1048577}  § 5:52 bad-value \"max_bytes\" must be at most 1048576,"
            + " got 1048577",
        "response: {size: 1}             § 5:52 unknown-key unknown key \"size\"",
      })
  void wrongKeyIsRefusedInItsPlace(String webhook, String expected) {
    assertEquals(
        List.of(expected),
        Files.empty()
            .pipeline("  - {id: a, webhook: {url: 'http://h/', " + webhook + "}}\n")
            .found());
  }

  @Test
  void fileOfThePageIsRight() throws IOException {
    String page = java.nio.file.Files.readString(Path.of("../../docs/webhooks.md"));
    String begin = "```yaml\n";
    int from = page.indexOf(begin) + begin.length();

    Files project =
        Files.empty().with(Files.WORKFLOW, page.substring(from, page.indexOf("```", from)));

    assertEquals(List.of(), project.found());
    assertEquals(2, project.load().workflow().pipeline().size());
  }

  @Test
  void tooManyHeadersAreRefused() {
    String headers =
        IntStream.rangeClosed(0, WebhookReader.HEADERS_MAX)
            .mapToObj(n -> "X-" + n + ": v")
            .collect(Collectors.joining(", "));

    assertEquals(
        List.of("5:50 bad-value more than 50 headers"),
        Files.empty()
            .pipeline("  - {id: a, webhook: {url: 'http://h/', headers: {" + headers + "}}}\n")
            .found());
  }
}
