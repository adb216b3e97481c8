package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.schema.MetaSchema;
import dev.ktsu.schema.Violation;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in agent {@code ktsu/secure-parser}: each step says which parameter holds the text and
 * which fields are to be found in it, and so gets an agent of its own. Both are known when files
 * are read, so that what reads the fields later can rely on them.
 */
final class SecureParser {
  private static final String PATH = "ktsu/secure-parser@1.agent.yaml";
  private static final String SOURCE = "source_field";
  private static final String EXTRACT = "extract";
  private static final String RESERVED = "ktsu_";

  private final AgentStep step;
  private final SourceFile file;
  private final String params;

  private SecureParser(AgentStep step, SourceFile file, String params) {
    this.step = step;
    this.file = file;
    this.params = params;
  }

  /**
   * The agent as the step uses it: the same unless it is this one.
   *
   * @param pointer to the step in its file
   */
  static Optional<Agent> fitted(Agent agent, AgentStep step, SourceFile file, String pointer) {
    return agent.path().equals(PATH)
        ? new SecureParser(step, file, pointer + "/params").fitted(agent)
        : Optional.of(agent);
  }

  private Optional<Agent> fitted(Agent agent) {
    Optional<String> source = source();
    Optional<ObjectNode> fields = fields();
    return source.isEmpty() || fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Agent(
                agent.path(),
                agent.name(),
                agent.description(),
                agent.model(),
                agent.maxTurns(),
                agent.budget(),
                agent.paramsSchema().map(schema -> with(schema, anything(source.get()))),
                agent.prompt(),
                agent.servers(),
                with(agent.outputSchema(), fields.get())));
  }

  private static ObjectNode anything(String property) {
    return Json.object().set(property, Json.object());
  }

  /** The schema with more properties, all of them required. */
  private static ObjectNode with(ObjectNode schema, ObjectNode more) {
    ObjectNode wider = schema.deepCopy();
    wider.withObject("/properties").setAll(more);
    ArrayNode required = wider.withArray("/required");
    more.fieldNames().forEachRemaining(required::add);
    return wider;
  }

  private Optional<String> source() {
    Optional<JsonNode> given = literal(SOURCE);
    Optional<String> name =
        given
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .filter(text -> text.matches("[A-Za-z_][A-Za-z0-9_-]*"))
            .filter(text -> !Set.of(SOURCE, EXTRACT).contains(text));
    if (given.isPresent() && name.isEmpty()) {
      report(
          SOURCE,
          "source_field takes the name of another parameter",
          "Write source_field: message, and give the text as message.");
    }
    return name;
  }

  private Optional<ObjectNode> fields() {
    Optional<JsonNode> given = literal(EXTRACT);
    Optional<ObjectNode> fields =
        given
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .filter(mapping -> !mapping.isEmpty());
    if (given.isPresent() && fields.isEmpty()) {
      report(
          EXTRACT,
          "extract takes a mapping of fields to find",
          "Write the JSON Schema of each by its name: {amount: {type: number}}.");
    }
    return fields.filter(this::areSound);
  }

  private boolean areSound(ObjectNode fields) {
    for (String name : (Iterable<String>) fields::fieldNames) {
      if (name.startsWith(RESERVED)) {
        report(
            EXTRACT + "/" + SourceFile.escaped(name),
            "the field " + name + " has a name of the agent's own",
            "Take one that does not begin with ktsu_.");
        return false;
      }
    }
    ObjectNode schema = Json.object();
    schema.set("properties", fields);
    Optional<Violation> fault = MetaSchema.check(schema).stream().findFirst();
    fault.ifPresent(
        found ->
            report(
                EXTRACT + found.pointer().substring("/properties".length()),
                "not a JSON Schema: " + found,
                ""));
    return fault.isEmpty();
  }

  /** A value that no run can change. */
  private Optional<JsonNode> literal(String name) {
    JsonTemplate value = step.params().get(name);
    if (value == null) {
      file.report(
          Rule.MISSING_PARAM,
          params,
          "required agent param \"" + name + "\" has no value",
          "Add it to params: see docs/built-in-agents.md.");
      return Optional.empty();
    }
    if (!value.references().isEmpty()) {
      report(
          name,
          name + " must not depend on a run",
          "Write it out: what the step yields is known before it runs.");
      return Optional.empty();
    }
    return Optional.of(value.render(Json.object()));
  }

  private void report(String where, String message, String remedy) {
    file.report(Rule.BAD_VALUE, params + "/" + where, message, remedy);
  }
}
