package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Mark;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of a *.workflow.yaml. */
final class WorkflowReader {
  static final String ENDING = ".workflow.yaml";

  private static final String ON_EXHAUSTED = "on_exhausted";

  private final SourceFile file;
  private final Fields fields;

  private final boolean inner;
  private final boolean literalSecretsAllowed;

  private WorkflowReader(SourceFile file, ProjectOptions options, boolean inner) {
    this.file = file;
    this.fields = Fields.of(file, FileKind.WORKFLOW);
    this.inner = inner;
    this.literalSecretsAllowed = options.literalSecretsAllowed();
  }

  /** Reads all there is; with errors in the findings the workflow is of no use. */
  static Workflow read(SourceFile file, ProjectOptions options) {
    return new WorkflowReader(file, options, false).workflow();
  }

  /** The same for one that is a part of another: it sees no env. */
  static Workflow readInner(SourceFile file, ProjectOptions options) {
    return new WorkflowReader(file, options, true).workflow();
  }

  private Workflow workflow() {
    String stem = Paths.stem(file.path(), ENDING);
    fields.choice("kind", Map.of("workflow", "workflow"));
    String name = fields.given("name").orElse(stem);
    String version = fields.text("version");
    String description = fields.text("description");
    Visibility visibility =
        fields.choice(
            "visibility", Map.of("root", Visibility.ROOT, "sub-workflow", Visibility.SUB_WORKFLOW));
    Durability durable =
        fields.choice("durable", Map.of("folded", Durability.FOLDED, "each", Durability.EACH));
    List<EnvVar> env = env(visibility);
    Optional<ObjectNode> params = params();
    Scope scope = scope(inner ? Visibility.SUB_WORKFLOW : visibility, env, params);
    NoticeReader notices = new NoticeReader(file);
    List<Step> pipeline = pipeline(scope, notices);
    WorkflowOutput output = output(scope);
    boolean webhooks = StepReader.webhooks(fields);
    Optional<Fields> policy = fields.mapping("model_policy");
    int timeout = timeout(policy);
    ModelPolicy models = policy.map(this::models).orElse(ModelPolicy.NONE);
    Optional<Auth> auth =
        new InvokeAuthReader(file, scope, env, literalSecretsAllowed).read(fields);
    return new Workflow(
        stem,
        name,
        version,
        description,
        visibility,
        env,
        params,
        pipeline,
        notices.checked(pipeline),
        output,
        durable,
        webhooks,
        auth,
        models,
        timeout);
  }

  /** {@code timeout_s}, or the older form inside {@code model_policy}; 0 for none. */
  private int timeout(Optional<Fields> policy) {
    int own = fields.integer("timeout_s").orElse(0);
    int older = policy.map(inner -> inner.integer("timeout_s").orElse(0)).orElse(0);
    if (own > 0 && older > 0) {
      file.report(
          Rule.BAD_VALUE,
          fields.mark("timeout_s"),
          "timeout_s stands here and in model_policy",
          "Keep one of the two.");
    }
    return own > 0 ? own : older;
  }

  private ModelPolicy models(Fields policy) {
    Optional<String> forced = policy.given("force_group").filter(group -> !group.isBlank());
    Map<String, String> groups = new LinkedHashMap<>();
    policy
        .mapping("group_map")
        .ifPresent(
            map ->
                map.entries()
                    .keySet()
                    .forEach(from -> map.given(from).ifPresent(to -> groups.put(from, to))));
    Usd budget = policy.dollars("cost_budget_usd");
    return new ModelPolicy(forced, groups, budget, asks(policy, budget));
  }

  /** Whether people are asked for more when the budget is used up. */
  private boolean asks(Fields policy, Usd budget) {
    boolean asks = policy.choice(ON_EXHAUSTED, Map.of("fail", false, "ask", true));
    if (policy.has(ON_EXHAUSTED) && budget.equals(Usd.ZERO)) {
      file.report(
          Rule.BAD_VALUE,
          policy.mark(ON_EXHAUSTED),
          "on_exhausted without cost_budget_usd",
          "Say what a run may spend: cost_budget_usd.");
    }
    return asks;
  }

  private List<EnvVar> env(Visibility visibility) {
    List<EnvVar> env = EnvVars.read(fields);
    if (visibility == Visibility.SUB_WORKFLOW && !env.isEmpty()) {
      file.report(
          Rule.NAMESPACE,
          fields.mark("env"),
          "a sub-workflow cannot declare env",
          "Only root workflows see env; pass the values as parameters.");
      return List.of();
    }
    return env;
  }

  private Optional<ObjectNode> params() {
    return fields.mapping("params").flatMap(inner -> inner.schema("schema"));
  }

  private WorkflowOutput output(Scope scope) {
    Optional<Fields> output = fields.mapping("output");
    if (output.isEmpty()) {
      return WorkflowOutput.NONE;
    }
    Optional<ObjectNode> schema = output.get().schema("schema");
    Map<String, Expression> map = map(output.get(), scope.at("output.map"));
    Optional<String> from = from(output.get(), scope);
    if (!map.isEmpty() && from.isPresent()) {
      file.report(
          Rule.BAD_VALUE,
          output.get().mark("from"),
          "\"output\" takes one of map and from",
          "Keep one.");
    }
    return new WorkflowOutput(schema, map, from);
  }

  private Map<String, Expression> map(Fields output, Scope scope) {
    Texts texts = new Texts(file);
    Map<String, Expression> map = new LinkedHashMap<>();
    Optional<Fields> given = output.mapping("map");
    for (String name : given.map(inner -> inner.entries().keySet()).orElse(Set.of())) {
      given
          .get()
          .scalar(name, "an expression")
          .ifPresent(text -> map.put(name, texts.expression(text, scope)));
    }
    return map;
  }

  /** The id of a step, as it is or as {@code step.ID}. */
  private Optional<String> from(Fields output, Scope scope) {
    Optional<String> from = output.given("from").map(text -> text.replaceFirst("^step[.]", ""));
    if (from.isPresent() && !scope.steps().contains(from.get())) {
      file.report(
          Rule.UNKNOWN_STEP,
          output.mark("from"),
          "there is no step \"" + from.get() + "\"",
          Nearest.remedy(from.get(), scope.steps()));
    }
    return from;
  }

  /** What the steps may read; ids are known before the first step is read. */
  private Scope scope(Visibility visibility, List<EnvVar> env, Optional<ObjectNode> params) {
    Set<Namespace> namespaces =
        EnumSet.of(Namespace.PARAMS, Namespace.STEP, Namespace.FLAT, Namespace.ENV);
    if (visibility == Visibility.SUB_WORKFLOW) {
      namespaces.remove(Namespace.ENV);
    }
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode step : file.root().json().path("pipeline")) {
      if (!step.has(NoticeReader.ON)) {
        ids.add(step.path("id").asText());
      }
    }
    ids.remove("");
    Set<String> variables = new LinkedHashSet<>();
    env.forEach(variable -> variables.add(variable.name()));
    return new Scope("", namespaces, ids, variables, params.flatMap(this::names), false);
  }

  /** Parameters are known when the schema lists them and lets no other in by a rule of its own. */
  private Optional<Set<String>> names(ObjectNode schema) {
    Set<String> names = new LinkedHashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    boolean open = schema.has("additionalProperties") || schema.has("patternProperties");
    boolean closed = schema.path("additionalProperties").isBoolean();
    return names.isEmpty() || (open && !closed) ? Optional.empty() : Optional.of(names);
  }

  private List<Step> pipeline(Scope scope, NoticeReader notices) {
    List<Step> steps = new ArrayList<>();
    Map<String, Mark> places = new LinkedHashMap<>();
    for (Fields each : fields.mappings("pipeline")) {
      boolean isNotice = each.has(NoticeReader.ON);
      new StepReader(each, isNotice ? scope.withoutOutputs() : scope)
          .read()
          .ifPresent(
              step -> {
                if (isNotice) {
                  notices.add(each, step);
                } else {
                  steps.add(step);
                }
                unique(each, step.id(), places);
              });
    }
    new Cycles(file, places).check(steps);
    return steps;
  }

  private void unique(Fields step, String id, Map<String, Mark> places) {
    Mark mark = step.mark("id");
    Mark first = places.putIfAbsent(id, mark);
    if (first != null && !id.isEmpty()) {
      file.report(
          Rule.DUPLICATE_ID,
          mark,
          "the step \"" + id + "\" is already defined at line " + first.line(),
          "Rename one of the two.");
    }
  }
}
