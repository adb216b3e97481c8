package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node.Mapping;
import dev.ktsu.project.yaml.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of an agent's file. */
final class AgentReader {
  static final String ENDING = ".agent.yaml";

  private final SourceFile file;
  private final Fields fields;
  private final ProjectOptions options;
  private final Texts texts;
  private final AllowlistReader allowlists;

  private AgentReader(SourceFile file, ProjectOptions options) {
    this.file = file;
    this.fields = Fields.of(file, FileKind.AGENT);
    this.options = options;
    this.texts = new Texts(file);
    this.allowlists = new AllowlistReader(file, options);
  }

  /** Reads all there is; with errors in the findings the agent is of no use. */
  static Agent read(SourceFile file, ProjectOptions options) {
    return new AgentReader(file, options).agent();
  }

  private Agent agent() {
    String name = fields.given("name").orElse(Paths.stem(file.path(), ENDING));
    String description = fields.text("description");
    String model = model();
    int maxTurns = maxTurns();
    Usd budget = fields.dollars("cost_budget_usd");
    Optional<ObjectNode> schema = params();
    Prompt prompt = prompt(AgentParam.of(schema), maxTurns == 1);
    List<ServerUse> servers = servers(AgentParam.of(schema));
    ObjectNode output = output();
    return new Agent(
        file.path(), name, description, model, maxTurns, budget, schema, prompt, servers, output);
  }

  /** A group's name, or a mapping with it. */
  private String model() {
    if (fields.node("model").orElse(null) instanceof Mapping) {
      return fields.mapping("model").map(model -> model.text("group")).orElse("");
    }
    return fields.text("model");
  }

  /** Less than one is the default. */
  private int maxTurns() {
    int written = fields.integer("max_turns").orElseThrow();
    return written < 1 ? fields.preset("max_turns").orElseThrow() : written;
  }

  private Optional<ObjectNode> params() {
    Optional<ObjectNode> schema = fields.mapping("params").flatMap(inner -> inner.schema("schema"));
    for (AgentParam param : AgentParam.of(schema)) {
      if (param.name().equals(StepReader.SERVER)) {
        file.report(
            Rule.BAD_ID,
            "/params/schema/properties/" + StepReader.SERVER,
            "an agent cannot have a parameter \"server\": there a step gives values to its servers",
            "Rename it.");
      }
      param.defaultValue().ifPresent(value -> preset(param, value.asText()));
    }
    return schema;
  }

  private void preset(AgentParam param, String value) {
    String at = "/params/schema/properties/" + SourceFile.escaped(param.name()) + "/default";
    Mark mark = file.root().locate(JsonPointer.compile(at));
    texts.template(
        new Scalar(mark, TextNode.valueOf(value), value, -1),
        Scope.ofParams("a default", Optional.of(Set.of())));
    if (param.secret() && !options.literalSecretsAllowed()) {
      file.report(
          Rule.SECRET,
          mark,
          "the secret parameter \"" + param.name() + "\" has its value written into the file",
          "Remove the default, and give it from a secret variable of env.");
    }
  }

  private Prompt prompt(List<AgentParam> params, boolean oneTurn) {
    Optional<Fields> prompt = fields.mapping("prompt");
    if (prompt.isEmpty()) {
      return new Prompt("", Optional.empty(), Optional.empty());
    }
    Fields given = prompt.get();
    String system = given.text("system");
    if (system.contains("{{")) {
      file.report(
          Rule.STATIC_PROMPT,
          given.mark("system"),
          "prompt.system must be static",
          "Remove the {{ }} expressions and use prompt.user for what changes.");
    }
    Optional<Template> user = prompt(given, "user", params);
    Optional<Template> reflect = prompt(given, "reflect", params);
    reflect.ifPresent(text -> reflect(given, text, oneTurn));
    return new Prompt(system, user, reflect);
  }

  private Optional<Template> prompt(Fields given, String key, List<AgentParam> params) {
    String place = "prompt." + key;
    Optional<Scalar> text = given.scalar(key, "a text");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Template template = texts.template(text.get(), Scope.ofParams(place, names(params)));
    return Optional.of(template);
  }

  private void reflect(Fields prompt, Template text, boolean oneTurn) {
    if (text.source().isBlank()) {
      file.report(
          Rule.EMPTY_REFLECT,
          prompt.mark("reflect"),
          "reflect prompt is empty or whitespace",
          "Say what to check, or remove it.");
    } else if (oneTurn) {
      file.report(
          Rule.REFLECT_UNREACHABLE,
          prompt.mark("reflect"),
          "reflect with max_turns 1: the agent has no turn for tools before it reflects",
          "Raise max_turns.");
    }
  }

  private List<ServerUse> servers(List<AgentParam> params) {
    List<ServerUse> uses = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Fields each : fields.mappings("servers")) {
      String name = each.text("name");
      if (!name.isEmpty() && !names.add(name)) {
        file.report(
            Rule.DUPLICATE_ID,
            each.mark("name"),
            "the server \"" + name + "\" is used twice",
            "Remove one of the two.");
      }
      Optional<String> path = each.given("path").filter(text -> !text.isBlank());
      Map<String, Template> given = serverParams(each, params);
      List<AllowedTools> allowlist = allowlists.read(each);
      Optional<Template> persistent = persistentId(each, params);
      uses.add(new ServerUse(name, path, given, persistent, allowlist));
    }
    return uses;
  }

  private Map<String, Template> serverParams(Fields server, List<AgentParam> params) {
    Scope scope = Scope.ofParams("a server's params", names(params));
    return server.mapping("params").map(given -> texts.templates(given, scope)).orElse(Map.of());
  }

  private Optional<Template> persistentId(Fields server, List<AgentParam> params) {
    Scope scope = Scope.ofParams("persistent_id", names(params));
    return server.scalar("persistent_id", "a text").map(text -> texts.template(text, scope));
  }

  private ObjectNode output() {
    Optional<Fields> output = fields.has("output") ? fields.mapping("output") : Optional.empty();
    boolean present =
        output.flatMap(inner -> inner.node("schema")).filter(node -> node.size() > 1).isPresent();
    Optional<ObjectNode> schema =
        output.filter(inner -> inner.has("schema")).flatMap(inner -> inner.schema("schema"));
    if (!present) {
      file.report(
          Rule.OUTPUT_SCHEMA_MISSING,
          output.isPresent() ? fields.mark("output") : file.root().mark(),
          "agent has no output schema defined",
          "Add output.schema with the fields of the answer.");
    }
    return schema.orElseGet(Json::object);
  }

  private static Optional<Set<String>> names(List<AgentParam> params) {
    Set<String> names = new LinkedHashSet<>();
    params.forEach(param -> names.add(param.name()));
    return Optional.of(names);
  }
}
