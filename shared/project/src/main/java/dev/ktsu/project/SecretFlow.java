package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.SecretTrails.Trail;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows secret values through a definition: from the variables and parameters of the root
 * workflow, through sub-workflows at any depth and agents, to the parameters of tool servers. What
 * is secret must stay so at every step of the way, and what is declared secret must come from a
 * secret; else that is an error which shows the way. Webhooks are a way out: their url, headers and
 * body may read secrets.
 */
final class SecretFlow {
  private static final String REMEDY_SECRET =
      "Write \"{{ env.NAME }}\" or \"{{ params.NAME }}\" with one that is declared with"
          + " secret: true.";

  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "x-api-key");

  private final Definition definition;
  private final Map<String, SourceFile> workflows;
  private final Loader loader;
  private final ProjectOptions options;

  /** What was reported: an agent or a sub-workflow may be used at many places. */
  private final Set<String> reported = new HashSet<>();

  /**
   * @param workflows the file of each workflow, by the place of its step; the root's by ""
   * @param loader has the files of the agents open
   */
  SecretFlow(
      Definition definition,
      Map<String, SourceFile> workflows,
      Loader loader,
      ProjectOptions options) {
    this.definition = definition;
    this.workflows = workflows;
    this.loader = loader;
    this.options = options;
  }

  /** Checks the whole definition. */
  void check() {
    Workflow root = definition.workflow();
    Map<Reference, Trail> trails = new LinkedHashMap<>();
    root.env().stream()
        .filter(variable -> variable.secret() && !variable.name().isBlank())
        .map(variable -> new Reference(Namespace.ENV, variable.name()))
        .forEach(reference -> trails.put(reference, new Trail(reference.toString())));
    trails.putAll(SecretTrails.beginningWith(AgentParam.of(root.paramsSchema()), "").trails());
    workflow("", root, new SecretTrails(trails));
  }

  private void workflow(String prefix, Workflow workflow, SecretTrails secrets) {
    SourceFile file = workflows.get(prefix);
    if (file == null) {
      return;
    }
    schema(workflow.paramsSchema(), file);
    StepPlaces places = StepPlaces.of(file);
    for (Step step : workflow.pipeline()) {
      String pointer = places.of(step.id());
      String place = prefix.isEmpty() ? step.id() : prefix + "/" + step.id();
      Reader reader = new Reader(file, secrets, step.id(), pointer);
      step.condition().ifPresent(text -> reader.refuse("condition", text.references()));
      step.forEach().ifPresent(list -> reader.refuse("for_each/from", list.from().references()));
      switch (step) {
        case AgentStep agent -> agent(agent, place, reader);
        case WorkflowStep inner -> inner(inner, place, reader);
        case TransformStep transform -> {
          for (int i = 0; i < transform.inputs().size(); i++) {
            reader.refuse(
                "transform/inputs/" + i + "/from", transform.inputs().get(i).references());
          }
        }
        case SleepStep pause -> {
          pause.lasting().ifPresent(text -> reader.refuse("sleep", text.references()));
          pause.until().ifPresent(text -> reader.refuse("sleep", text.references()));
        }
        case WebhookStep wayOut -> reader.credentials(wayOut);
      }
    }
    for (WebhookStep notice : workflow.notices()) {
      String pointer = places.of(notice.id());
      new Reader(file, secrets, notice.id(), pointer).credentials(notice);
    }
    workflow.output().map().forEach((name, text) -> output(file, secrets, name, text));
  }

  private void output(SourceFile file, SecretTrails secrets, String name, Expression text) {
    secrets
        .among(text.references())
        .ifPresent(
            secret -> {
              String at = "/output/map/" + SourceFile.escaped(name);
              Trail trail = secret.getValue().to("output.map." + name, file, at);
              report(
                  file,
                  at,
                  "output.map must not read the secret " + secret.getKey() + ": " + trail.text(),
                  "What a workflow yields is recorded; leave it out.");
            });
  }

  private void agent(AgentStep step, String place, Reader reader) {
    Agent agent = definition.agentsByStep().get(place);
    if (agent == null) {
      return;
    }
    Map<Reference, Trail> passed =
        passed("agent param", step.params(), agent.params(), reader, agent.path());
    Map<String, ToolServer> servers = new LinkedHashMap<>();
    agent
        .servers()
        .forEach(use -> definition.find(agent, use).ifPresent(it -> servers.put(use.name(), it)));
    servers.forEach(
        (name, server) ->
            server(step.serverParams().getOrDefault(name, Map.of()), name, server, reader));
    loader
        .open(agent.path())
        .ifPresent(
            file ->
                new AgentSecrets(agent, file, reported).check(servers, new SecretTrails(passed)));
  }

  /** What the step itself gives a server of its agent. */
  private static void server(
      Map<String, Template> given, String use, ToolServer server, Reader reader) {
    given.forEach(
        (name, text) -> {
          ServerParam param = server.params().get(name);
          if (param == null) {
            return;
          }
          String place = "params.server." + use + "." + name;
          String at = StepText.serverParam(reader.pointer, use, name);
          Given value = new Given("server param", name, place, at, JsonTemplate.of(text));
          if (param.secret()) {
            reader.need(value);
          } else {
            reader.leak(value, "Mark the server's parameter with secret: true.");
          }
        });
  }

  private void inner(WorkflowStep step, String place, Reader reader) {
    Workflow inner = definition.workflowsByStep().get(place);
    if (inner == null) {
      return;
    }
    List<AgentParam> declared = AgentParam.of(inner.paramsSchema());
    Map<Reference, Trail> passed =
        passed("param", step.params(), declared, reader, step.reference());
    workflow(place, inner, new SecretTrails(passed));
  }

  /** What comes out secret on the other side; anything that goes wrong on the way is reported. */
  private Map<Reference, Trail> passed(
      String kind,
      Map<String, JsonTemplate> given,
      List<AgentParam> declared,
      Reader reader,
      String target) {
    Map<Reference, Trail> passed =
        new LinkedHashMap<>(SecretTrails.beginningWith(declared, " of " + target).trails());
    given.forEach(
        (name, value) -> {
          Reference inside = new Reference(Namespace.PARAMS, name);
          String at = StepText.param(reader.file, reader.pointer, name);
          Given param = new Given(kind, name, "params." + name, at, value);
          if (passed.containsKey(inside)) {
            reader.need(param).ifPresent(trail -> passed.put(inside, trail));
          } else {
            reader.leak(
                param, "Mark the parameter with secret: true in params.schema of " + target + ".");
          }
        });
    return passed;
  }

  /** A secret of a workflow is a text as a whole, and is not written into the file. */
  private void schema(Optional<ObjectNode> schema, SourceFile file) {
    JsonNode properties = schema.map(node -> node.path("properties")).orElse(null);
    if (properties == null) {
      return;
    }
    properties
        .properties()
        .forEach(
            property -> {
              String at = "/params/schema/properties/" + SourceFile.escaped(property.getKey());
              JsonNode param = property.getValue();
              if (param.path("secret").asBoolean()) {
                secretParam(property.getKey(), param, file, at);
              } else if (hasSecretInside(param)) {
                report(
                    file,
                    at,
                    "a part of the parameter \"" + property.getKey() + "\" is marked secret",
                    "Only a parameter as a whole can be secret: make one of its own of it.");
              }
            });
  }

  private void secretParam(String name, JsonNode param, SourceFile file, String at) {
    if (param.has("default") && !options.literalSecretsAllowed()) {
      report(
          file,
          at + "/default",
          "the secret parameter \"" + name + "\" has its value written into the file",
          "Remove the default; who starts the workflow gives the value.");
    }
    if (!param.path("type").asText("string").equals("string")) {
      report(
          file, at + "/type", "the secret parameter \"" + name + "\" is no text", "Write string.");
    }
  }

  private static boolean hasSecretInside(JsonNode schema) {
    for (JsonNode part : schema) {
      JsonNode mark = part.path("secret");
      if ((mark.isBoolean() && mark.asBoolean()) || hasSecretInside(part)) {
        return true;
      }
    }
    return false;
  }

  private void report(SourceFile file, String pointer, String message, String remedy) {
    if (reported.add(file.path() + pointer)) {
      file.report(Rule.SECRET, pointer, message, remedy);
    }
  }

  /**
   * A value that a step gives to a parameter.
   *
   * @param kind what an author calls the parameter
   * @param place the keys that lead to it in the step
   * @param at a JSON pointer to it in the file
   */
  private record Given(String kind, String name, String place, String at, JsonTemplate value) {}

  /** The texts of one step. */
  private final class Reader {
    private final SourceFile file;
    private final SecretTrails secrets;
    private final String step;
    private final String pointer;

    Reader(SourceFile file, SecretTrails secrets, String step, String pointer) {
      this.file = file;
      this.secrets = secrets;
      this.step = step;
      this.pointer = pointer;
    }

    /**
     * Of a place whose values are recorded.
     *
     * @param where a JSON pointer in the step, without the first slash
     */
    void refuse(String where, Collection<Reference> references) {
      secrets
          .among(references)
          .ifPresent(
              secret -> {
                String at = pointer + "/" + where;
                String place = where.replaceAll("/\\d+", "").replace('/', '.');
                report(
                    file,
                    at,
                    "%s must not read the secret %s: %s"
                        .formatted(place, secret.getKey(), way(secret.getValue(), place, at)),
                    "Secrets go to secret parameters of agents and sub-workflows alone.");
              });
    }

    /** Of headers that are there to carry a secret. */
    void credentials(WebhookStep call) {
      call.request()
          .headers()
          .forEach(
              (name, text) -> {
                if (text.isLiteral()
                    && CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))
                    && !options.literalSecretsAllowed()) {
                  report(
                      file,
                      pointer + "/webhook/headers/" + SourceFile.escaped(name),
                      "the header " + name + " has its value written into the file",
                      REMEDY_SECRET);
                }
              });
    }

    /** Of a parameter that is recorded. */
    void leak(Given param, String remedy) {
      secrets
          .among(param.value().references())
          .ifPresent(
              secret -> {
                String at = param.at();
                report(
                    file,
                    at,
                    "the %s \"%s\" is not secret but gets the secret %s: %s"
                        .formatted(
                            param.kind(),
                            param.name(),
                            secret.getKey(),
                            way(secret.getValue(), param.place(), at)),
                    remedy);
              });
    }

    /** The way of a secret into a secret parameter; reported when it is none. */
    Optional<Trail> need(Given param) {
      String at = param.at();
      JsonTemplate value = param.value();
      boolean literal =
          value.references().isEmpty() && value.text().map(Template::isLiteral).orElse(true);
      boolean whole = value.text().filter(Template::isWhole).isPresent();
      if (whole && secrets.hasAll(value.references())) {
        Trail from = secrets.among(value.references()).orElseThrow().getValue();
        return Optional.of(from.to(called(param.place()), file, at));
      }
      if (!(literal && options.literalSecretsAllowed())) {
        String source = literal ? "a literal" : value.references().iterator().next().toString();
        report(
            file,
            at,
            "the %s \"%s\" is secret and must come from a secret alone: %s"
                .formatted(param.kind(), param.name(), way(new Trail(source), param.place(), at)),
            REMEDY_SECRET);
      }
      return Optional.empty();
    }

    private String way(Trail trail, String what, String at) {
      return trail.to(called(what), file, at).text();
    }

    private String called(String what) {
      return what + " of step \"" + step + "\"";
    }
  }
}
