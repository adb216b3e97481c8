package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import dev.ktsu.project.WebhookStep.Capture;
import dev.ktsu.project.WebhookStep.Request;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The keys of {@code webhook} in a step. */
final class WebhookReader {
  static final int HEADERS_MAX = 50;

  private static final Map<String, String> METHODS = methods();

  /** The characters of a token, RFC 9110 section 5.6.2. */
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** They belong to the connection, or tell receivers what the sender alone knows. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "idempotency-key",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "traceparent",
          "tracestate",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final SourceFile file;
  private final Texts texts;
  private final Scope scope;

  WebhookReader(SourceFile file, Texts texts, Scope scope) {
    this.file = file;
    this.texts = texts;
    this.scope = scope;
  }

  /** Makes the step of its head. */
  StepReader.Body read(Fields webhook) {
    webhook.need("url");
    Template url =
        webhook.scalar("url", "a text").map(this::url).orElseGet(() -> Template.parse(""));
    String method = webhook.choice("method", METHODS);
    Map<String, Template> headers = webhook.mapping("headers").map(this::headers).orElse(Map.of());
    Request request = new Request(url, method, headers, body(webhook));
    int timeout = webhook.integer("timeout_s").orElseThrow();
    Optional<Capture> capture = webhook.mapping("response").map(this::capture);
    return head -> new WebhookStep(head, request, timeout, capture);
  }

  private Template url(Node.Scalar text) {
    Template url = texts.template(text, scope.at("url"));
    boolean isOld = OldForm.of(url.source(), scope.steps()).isPresent();
    if (url.isLiteral() && !url.source().isBlank() && !isOld) {
      HttpAddress.check(file, url.source(), text.mark());
    }
    return url;
  }

  private Map<String, Template> headers(Fields given) {
    Map<String, Template> headers = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (String name : given.entries().keySet()) {
      Mark mark = given.mark(name);
      boolean isNew = names.add(name.toLowerCase(Locale.ROOT));
      if (!isNew) {
        file.report(
            Rule.DUPLICATE_ID, mark, "the header " + name + " stands here twice", "Keep one.");
      } else if (isHeader(name, mark)) {
        given.scalar(name, "a text").ifPresent(text -> headers.put(name, header(name, text)));
      }
    }
    if (headers.size() > HEADERS_MAX) {
      file.report(
          Rule.BAD_VALUE, given.mark(), "more than " + HEADERS_MAX + " headers", "Remove some.");
    }
    return headers;
  }

  private boolean isHeader(String name, Mark mark) {
    if (!name.matches(TOKEN)) {
      file.report(
          Rule.BAD_VALUE,
          mark,
          "\"" + name + "\" is no name of a header",
          "Use letters, digits and hyphens.");
      return false;
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      file.report(
          Rule.BAD_VALUE,
          mark,
          "the header " + name + " is set by ktsu itself",
          "Remove it, or take another name.");
      return false;
    }
    return true;
  }

  private Template header(String name, Node.Scalar text) {
    Template value = texts.template(text, scope.at("headers"));
    if (value.isLiteral() && !HeaderText.isSound(value.source())) {
      file.report(
          Rule.BAD_VALUE,
          text.mark(),
          "the header " + name + " has a character that headers do not take",
          "Use visible ASCII characters and spaces; encode everything else.");
    }
    return value;
  }

  private Capture capture(Fields response) {
    int bytes = response.integer("max_bytes").orElseThrow();
    List<String> headers =
        response.texts("headers").keySet().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    return new Capture(bytes, headers);
  }

  private JsonTemplate body(Fields webhook) {
    Optional<Node> body = webhook.node("body");
    webhook.mapping("body");
    return body.map(node -> texts.tree(node, scope.at("body")))
        .orElseGet(() -> JsonTemplate.of(Map.of()));
  }

  private static Map<String, String> methods() {
    Map<String, String> methods = new TreeMap<>();
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      methods.put(method, method);
      methods.put(method.toLowerCase(Locale.ROOT), method);
    }
    return methods;
  }
}
