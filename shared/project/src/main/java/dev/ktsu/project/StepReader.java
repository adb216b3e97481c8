package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.time.Durations;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The keys of a step in a pipeline. */
final class StepReader {
  private static final List<String> TYPES =
      List.of("agent", "transform", "webhook", "sleep", "workflow");

  /** Names that mean something else at the root of a scope. */
  private static final Set<String> RESERVED = Set.of("params", "env", "step", "item", "item_index");

  /** Among an agent's parameters: values for its servers. */
  static final String SERVER = "server";

  private static final String LABEL = "[^=\\s,]+=[^=\\s,]*";

  private final Fields fields;
  private final SourceFile file;
  private final Texts texts;
  private Scope scope;

  StepReader(Fields fields, Scope scope) {
    this.fields = fields;
    this.file = fields.file();
    this.scope = scope;
    this.texts = new Texts(file);
  }

  /** Empty when the step has no type, or one that is not there yet. */
  Optional<Step> read() {
    String id = id();
    Map<String, Set<When>> declared = new Needed(fields, scope.steps()).read();
    Optional<ForEach> forEach = forEach();
    Optional<Expression> condition =
        fields
            .scalar("condition", "an expression")
            .map(text -> texts.expression(text, scope.at("condition")));
    Optional<ObjectNode> output = output();
    double threshold = fields.number("confidence_threshold").orElseThrow();
    RetryPolicy retry = new RetryReader(file).read(fields);
    int timeout = fields.integer("timeout_s").orElse(0);
    Optional<Body> body = body();
    // Last, because the body's texts are dependencies too.
    return body.map(
        made ->
            made.step(
                new StepHead(
                    id,
                    inFileOrder(declared.keySet()),
                    condition,
                    output,
                    threshold,
                    retry,
                    timeout,
                    declared,
                    forEach)));
  }

  /** A step as soon as its head is known. */
  interface Body {
    Step step(StepHead head);
  }

  private String id() {
    String id = fields.text("id");
    if (!id.isEmpty() && (!StepPath.isId(id) || RESERVED.contains(id))) {
      file.report(
          Rule.BAD_ID,
          fields.mark("id"),
          "\"" + id + "\" cannot be the id of a step",
          "Use letters, digits, _ and -; params, env, step, item and item_index are taken.");
    }
    return id;
  }

  /** Reports what does not go with the type of the step. */
  private void checkAgainst(String type) {
    switch (type) {
      case "transform" -> {
        refuse(type, "retry", "a pure step gives the same result each time");
        refuse(type, "timeout_s", "KTSU_COMPUTE_DEADLINE_MS bounds a pure step");
      }
      case "sleep" -> refuse(type, "retry", "a pause cannot fail once and succeed later");
      case "workflow" -> refuse(type, "retry", "each of its steps has its own");
      default -> {}
    }
    if (!type.equals("agent")) {
      refuse(type, "runs_on", "only agents run on a runtime");
      refuse(type, "model", "only agents ask a model");
      refuse(type, "after_reflect", "only agents reflect");
    }
    if (!type.equals("workflow")) {
      refuse(type, "input", "only sub-workflows take it");
      refuse(type, "webhooks", "only sub-workflows have webhooks of their own");
    }
    if (!type.equals("agent") && !type.equals("workflow")) {
      refuse(type, "params", "only agents and sub-workflows have parameters");
    }
  }

  private void refuse(String type, String key, String why) {
    if (fields.has(key)) {
      file.report(
          Rule.BAD_VALUE,
          fields.mark(key),
          "\"" + key + "\" does not go with " + type + ": " + why,
          "Remove it.");
    }
  }

  /** What it waits for: declared, or read by any of its texts. */
  private Set<String> inFileOrder(Set<String> declared) {
    Set<String> ordered = new LinkedHashSet<>(scope.steps());
    Set<String> wanted = new LinkedHashSet<>(declared);
    wanted.addAll(texts.steps());
    ordered.retainAll(wanted);
    return ordered;
  }

  private Optional<ObjectNode> output() {
    return fields.mapping("output").flatMap(inner -> inner.schema("schema"));
  }

  private Optional<Body> body() {
    List<String> present = TYPES.stream().filter(fields::has).toList();
    if (present.size() != 1) {
      file.report(
          Rule.STEP_TYPE,
          fields.mark(),
          present.isEmpty()
              ? "a step without a type"
              : "a step with several types: " + String.join(", ", present),
          "Give it exactly one of agent, transform, webhook, sleep, workflow.");
      return Optional.empty();
    }
    checkAgainst(present.getFirst());
    return switch (present.getFirst()) {
      case "agent" -> Optional.of(agent());
      case "transform" -> fields.mapping("transform").map(this::transform);
      case "webhook" -> fields.mapping("webhook").map(new WebhookReader(file, texts, scope)::read);
      case "sleep" -> sleep();
      default -> Optional.of(workflow());
    };
  }

  private Body agent() {
    String written = fields.text("agent");
    String path =
        BuiltIns.isMeant(written)
            ? BuiltIns.path(written, file, fields.node("agent").orElseThrow().mark()).orElse("")
            : Paths.inside("", Paths.reference(written))
                .filter(inside -> !inside.isEmpty())
                .orElse(written);
    Optional<Fields> given = fields.mapping("params");
    Map<String, JsonTemplate> params = given.map(this::params).orElse(Map.of());
    Map<String, Map<String, Template>> servers = given.map(this::serverParams).orElse(Map.of());
    Optional<ModelOverride> model = fields.mapping("model").map(StepReader::model);
    boolean accepts = fields.choice("after_reflect", Map.of("judge", false, "accept", true));
    List<String> runsOn = runsOn();
    return head -> new AgentStep(head, path, params, servers, model, accepts, runsOn);
  }

  /** {@code input} is the older word for {@code params}, which come first. */
  private Body workflow() {
    String reference = fields.text("workflow");
    Map<String, JsonTemplate> params = new LinkedHashMap<>();
    for (String key : List.of("input", "params")) {
      fields
          .mapping(key)
          .ifPresent(
              given ->
                  given
                      .entries()
                      .forEach(
                          (name, at) -> params.put(name, texts.tree(at.value(), scope.at(key)))));
    }
    boolean webhooks = webhooks(fields);
    return head -> new WorkflowStep(head, reference, params, webhooks);
  }

  /** Whether {@code webhooks} says {@code execute}. */
  static boolean webhooks(Fields fields) {
    return fields.choice("webhooks", Map.of("execute", true, "suppress", false));
  }

  /** The texts of the step may read its item from here on. */
  private Optional<ForEach> forEach() {
    Optional<Fields> list = fields.mapping("for_each");
    Consolidation consolidation = fields.choice("consolidation", Consolidation.WORDS);
    if (list.isEmpty()) {
      if (fields.has("consolidation") && !fields.has("for_each")) {
        file.report(
            Rule.BAD_VALUE,
            fields.mark("consolidation"),
            "\"consolidation\" goes with for_each alone: it says what comes of the items",
            "Remove it.");
      }
      return Optional.empty();
    }
    ForEach forEach = forEach(list.get(), consolidation);
    scope = scope.forEach(forEach.name());
    return Optional.of(forEach);
  }

  private ForEach forEach(Fields list, Consolidation consolidation) {
    String key = list.has("items") && !list.has("from") ? "items" : "from";
    if (!list.has(key)) {
      list.missing(key);
    }
    Expression from =
        list.scalar(key, "an expression")
            .map(text -> texts.expression(text, scope.at("for_each.from")))
            .orElse(Texts.NULL);
    if (key.equals("from") && list.has("items")) {
      file.report(
          Rule.BAD_VALUE, list.mark("items"), "items is another word for from", "Keep one.");
    }
    Optional<String> name = list.given("as");
    name.filter(as -> !as.matches("[A-Za-z_][A-Za-z0-9_]*") || isTaken(as))
        .ifPresent(
            as ->
                file.report(
                    Rule.BAD_ID,
                    list.mark("as"),
                    "\"" + as + "\" cannot be the name of the items",
                    "Use letters, digits and _, and no name of a step or a namespace."));
    int most = list.integer("max_items").orElse(0);
    int concurrency = list.integer("concurrency").orElseThrow();
    int failures = list.integer("max_failures").orElseThrow();
    return new ForEach(from, name, most, concurrency, failures, consolidation);
  }

  private boolean isTaken(String name) {
    return RESERVED.contains(name)
        || scope.steps().contains(name)
        || scope.steps().contains(name + "_index");
  }

  /** One label, or a list of them. */
  private List<String> runsOn() {
    Map<String, Mark> labels = fields.oneOrMore("runs_on");
    labels.forEach(
        (label, mark) -> {
          if (!label.matches(LABEL)) {
            file.report(
                Rule.BAD_VALUE,
                mark,
                "\"" + label + "\" is no label of a runtime",
                "Write name=value, as KTSU_RUNTIME_LABELS of the runtime has it: pool=large.");
          }
        });
    return List.copyOf(labels.keySet());
  }

  private Map<String, JsonTemplate> params(Fields given) {
    Map<String, JsonTemplate> params = new LinkedHashMap<>();
    given
        .entries()
        .forEach(
            (name, at) -> {
              if (!name.equals(SERVER)) {
                params.put(name, texts.tree(at.value(), scope.at("params")));
              }
            });
    return params;
  }

  private Map<String, Map<String, Template>> serverParams(Fields given) {
    Map<String, Map<String, Template>> all = new LinkedHashMap<>();
    given
        .mapping(SERVER)
        .ifPresent(
            servers ->
                servers
                    .entries()
                    .keySet()
                    .forEach(
                        name ->
                            servers
                                .mapping(name)
                                .map(one -> texts.templates(one, scope.at("params.server")))
                                .ifPresent(values -> all.put(name, values))));
    return all;
  }

  private static ModelOverride model(Fields model) {
    return new ModelOverride(
        model.given("group").filter(group -> !group.isBlank()),
        model.has("max_tokens") ? model.integer("max_tokens") : OptionalInt.empty());
  }

  private Body transform(Fields transform) {
    List<Expression> inputs = new ArrayList<>();
    for (Fields input : transform.mappings("inputs")) {
      input
          .scalar("from", "an expression")
          .ifPresent(from -> inputs.add(texts.expression(from, scope.at("from"))));
    }
    List<Op> ops = new OpReader(file, texts, scope).read(transform.unchecked("ops"));
    return head -> new TransformStep(head, inputs, ops);
  }

  /** {@code sleep: 30s}, or a mapping with {@code for} or {@code until}. */
  private Optional<Body> sleep() {
    Node node = fields.node("sleep").orElseThrow();
    if (node instanceof Node.Scalar scalar) {
      Optional<Template> lasting = Optional.of(lasting(scalar, "sleep"));
      return Optional.of(head -> new SleepStep(head, lasting, Optional.empty()));
    }
    return fields.mapping("sleep").map(this::sleep);
  }

  private Body sleep(Fields sleep) {
    Optional<Template> lasting =
        sleep.scalar("for", Durations.FORM).map(text -> lasting(text, "for"));
    Optional<Template> until =
        sleep.scalar("until", "a time").map(text -> texts.template(text, scope.at("until")));
    if (lasting.isPresent() == until.isPresent()) {
      file.report(
          Rule.BAD_VALUE, sleep.mark(), "\"sleep\" takes one of for and until", "Keep one.");
    }
    return head -> new SleepStep(head, lasting, until);
  }

  private Template lasting(Node.Scalar scalar, String key) {
    Template template = texts.template(scalar, scope.at(key));
    if (template.isLiteral() && Durations.millis(template.source()).isEmpty()) {
      file.report(
          Rule.BAD_VALUE,
          scalar.mark(),
          "\"" + key + "\" cannot be \"" + template.source() + "\"",
          "Write " + Durations.FORM + ".");
    }
    return template;
  }
}
