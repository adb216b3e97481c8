package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a text of a project file may read values, and which. Everything else in a file is taken as
 * it stands. The loader refuses what a row does not allow; docs/expressions.md shows the rows.
 *
 * <p>A row says what a place can see at best: {@code env} is there in root workflows only, {@code
 * item} in steps with {@code for_each} only.
 */
enum TextPlace {
  CONDITION(In.STEP, "condition", Form.EXPRESSION, Namespace.ITEM),
  AGENT_PARAMS(In.STEP, "params", Form.VALUE, Namespace.ITEM),
  SERVER_VALUES(In.STEP, "params.server", Form.TEXT, Namespace.ITEM),
  TRANSFORM_FROM(In.STEP, "from", Form.EXPRESSION, Namespace.ITEM),
  WEBHOOK_URL(In.STEP, "url", Form.TEXT, Namespace.ITEM),
  WEBHOOK_HEADERS(In.STEP, "headers", Form.TEXT, Namespace.ITEM),
  WEBHOOK_BODY(In.STEP, "body", Form.VALUE, Namespace.ITEM),
  SLEEP(In.STEP, "sleep", Form.TEXT, Namespace.ITEM),
  SLEEP_FOR(In.STEP, "for", Form.TEXT, Namespace.ITEM),
  SLEEP_UNTIL(In.STEP, "until", Form.TEXT, Namespace.ITEM),
  FOR_EACH_FROM(In.STEP, "for_each.from", Form.EXPRESSION),
  SUB_WORKFLOW_INPUT(In.STEP, "input", Form.VALUE, Namespace.ITEM),
  WORKFLOW_OUTPUT(In.WORKFLOW, "output.map", Form.EXPRESSION),
  INVOKE_SECRET(In.CALLER, "invoke.auth.secret", Form.TEXT),
  ENV_DEFAULT(In.WORKFLOW, "env.default", Form.LITERAL),
  PROMPT_SYSTEM(In.AGENT, "prompt.system", Form.LITERAL),
  PROMPT_USER(In.AGENT, "prompt.user", Form.TEXT),
  PROMPT_REFLECT(In.AGENT, "prompt.reflect", Form.TEXT),
  SERVER_PARAMS(In.AGENT, "a server's params", Form.TEXT),
  PERSISTENT_ID(In.AGENT, "persistent_id", Form.TEXT),
  DEFAULT(In.AGENT, "a default", Form.LITERAL),
  AUTH_SECRET(In.SERVER, "auth.secret", Form.TEXT),
  ENVIRONMENT_VARIABLES(In.ENVIRONMENT, "variables", Form.LITERAL);

  /** What a place is a part of; it says whose parameters {@code params} are. */
  enum In {
    STEP("step", Namespace.PARAMS, Namespace.ENV, Namespace.STEP),
    WORKFLOW("workflow", Namespace.PARAMS, Namespace.ENV, Namespace.STEP),
    CALLER("workflow", Namespace.ENV),
    AGENT("agent", Namespace.PARAMS),
    SERVER("server", Namespace.PARAMS),
    ENVIRONMENT("environment");

    private final String word;
    private final Set<Namespace> namespaces;

    In(String word, Namespace... namespaces) {
      this.word = word;
      this.namespaces = Set.of(namespaces);
    }

    String word() {
      return word;
    }
  }

  /** How a text is read. */
  enum Form {
    /** As it stands; double braces are an error. */
    LITERAL("literal"),
    /** A text with {@code {{ }}} in it; the result is a text. */
    TEXT("text with `{{ }}`"),
    /** Texts with {@code {{ }}} at any depth; one that is a single {@code {{ }}} keeps its type. */
    VALUE("value, its texts with `{{ }}`"),
    /** Bare JMESPath, or one {@code {{ }}}. */
    EXPRESSION("bare JMESPath or one `{{ }}`");

    private final String words;

    Form(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final In in;
  private final String word;
  private final Form form;
  private final Set<Namespace> namespaces;

  TextPlace(In in, String word, Form form, Namespace... more) {
    this.in = in;
    this.word = word;
    this.form = form;
    this.namespaces = EnumSet.noneOf(Namespace.class);
    if (form != Form.LITERAL) {
      namespaces.addAll(in.namespaces);
      namespaces.addAll(List.of(more));
    }
    if (form == Form.EXPRESSION) {
      namespaces.add(Namespace.FLAT);
    }
  }

  /** The place of this name; empty for one that has no texts to evaluate. */
  static Optional<TextPlace> named(String word) {
    return Arrays.stream(values()).filter(place -> place.word.equals(word)).findAny();
  }

  In in() {
    return in;
  }

  /** As an author calls it. */
  String word() {
    return word;
  }

  Form form() {
    return form;
  }

  /** What it can see at best; a step by its bare id only outside of {@code {{ }}}. */
  Set<Namespace> namespaces() {
    return Set.copyOf(namespaces);
  }
}
