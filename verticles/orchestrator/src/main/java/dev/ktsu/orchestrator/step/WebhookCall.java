package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Template;
import dev.ktsu.expressions.Work;
import dev.ktsu.project.HeaderText;
import dev.ktsu.project.WebhookStep;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One call as it goes out; a redirect makes another of it.
 *
 * @param guarded whether the host comes from the run
 */
record WebhookCall(
    String method, URI uri, Map<String, String> headers, byte[] body, boolean guarded) {
  private static final int HEADER_CHARS_MAX = 16 << 10;

  /** A URL up to what follows its host: from there on nothing can change where it leads. */
  private static final Pattern TO_HOST = Pattern.compile("(?i)https?://[^/?#\\\\]+[/?#]");

  /**
   * What a step sends.
   *
   * @param scope what its texts read
   * @param more fields of the body; they win over those of the file
   */
  static WebhookCall of(WebhookStep.Request request, ObjectNode scope, ObjectNode more) {
    String url = text(request.url().render(scope));
    JsonNode body = request.body().render(scope);
    Work.weigh(body);
    if (!more.isEmpty()) {
      body = ((ObjectNode) body.deepCopy()).setAll(more);
    }
    return new WebhookCall(
        request.method(),
        uri(url),
        headers(request.headers(), scope),
        Json.bytes(body),
        isOfRun(request.url(), scope));
  }

  /**
   * The call that the receiver asks for instead, within the same host and never from https to http;
   * empty for any other. As browsers and Go do, 307 and 308 repeat the call, other redirects are
   * read with GET. Another port is another server: it does not get the headers.
   */
  Optional<WebhookCall> redirected(int status, String location) {
    URI next;
    try {
      next = uri(uri.resolve(location).toString());
    } catch (IllegalArgumentException | InvalidInput notAUrl) {
      return Optional.empty();
    }
    boolean isSecure = uri.getScheme().equalsIgnoreCase("https");
    if (!next.getHost().equalsIgnoreCase(uri.getHost())
        || (isSecure && !next.getScheme().equalsIgnoreCase("https"))) {
      return Optional.empty();
    }
    boolean isSameServer =
        next.getPort() == uri.getPort() && next.getScheme().equalsIgnoreCase(uri.getScheme());
    Map<String, String> along = isSameServer ? headers : Map.of();
    return Optional.of(
        status == 307 || status == 308
            ? new WebhookCall(method, next, along, body, guarded)
            : new WebhookCall("GET", next, along, new byte[0], guarded));
  }

  /** A header without a value is left out, as keys of the body are. */
  private static Map<String, String> headers(Map<String, Template> texts, ObjectNode scope) {
    Map<String, String> headers = new LinkedHashMap<>();
    int chars = 0;
    for (Map.Entry<String, Template> header : texts.entrySet()) {
      JsonNode value = header.getValue().render(scope);
      if (!value.isNull()) {
        String text = text(value);
        if (!HeaderText.isSound(text)) {
          throw WebhookProblems.unsoundHeader(header.getKey());
        }
        chars += header.getKey().length() + text.length();
        headers.put(header.getKey(), text);
      }
    }
    if (chars > HEADER_CHARS_MAX) {
      throw WebhookProblems.headersTooLarge(HEADER_CHARS_MAX);
    }
    return headers;
  }

  /** Whether something else than the file and {@code env} has a say in where the URL leads. */
  private static boolean isOfRun(Template url, ObjectNode scope) {
    Template given =
        url.before(
            expression ->
                expression.references().stream()
                    .anyMatch(reference -> reference.namespace() != Namespace.ENV));
    return given != url && !TO_HOST.matcher(text(given.render(scope))).lookingAt();
  }

  private static URI uri(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException notAUrl) {
      // Falls through to the sentence below.
    }
    throw WebhookProblems.notAbsolute(url);
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
  }
}
