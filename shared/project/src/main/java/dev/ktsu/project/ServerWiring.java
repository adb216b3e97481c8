package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether an agent gives a server what the server declares, and secrets flow from secret to secret.
 */
final class ServerWiring {
  private final SourceFile file;
  private final ProjectOptions options;
  private final Map<String, AgentParam> agentParams = new LinkedHashMap<>();

  ServerWiring(SourceFile file, Agent agent, ProjectOptions options) {
    this.file = file;
    this.options = options;
    agent.params().forEach(param -> agentParams.put(param.name(), param));
  }

  /**
   * @param pointer to the use in the agent's file
   */
  void check(ServerUse use, ToolServer server, String pointer) {
    use.params()
        .forEach(
            (name, value) -> {
              String at = pointer + "/params/" + SourceFile.escaped(name);
              ServerParam param = server.params().get(name);
              if (param == null) {
                undeclared(name, server, at);
              } else {
                flow(name, param, value, at);
              }
            });
    server
        .params()
        .forEach(
            (name, param) -> {
              if (param.defaultValue().isEmpty() && !use.params().containsKey(name)) {
                file.report(
                    Rule.MISSING_PARAM,
                    pointer,
                    "required server param \"" + name + "\" has no value",
                    "Add it to params.");
              }
            });
    server.auth().ifPresent(auth -> auth(auth, server, pointer));
  }

  private void undeclared(String name, ToolServer server, String at) {
    Set<String> declared = server.params().keySet();
    file.report(
        Rule.UNDECLARED_PARAM,
        at,
        "the server \"" + server.name() + "\" declares no parameter \"" + name + "\"",
        declared.isEmpty() ? "Declare it in the server's params." : Nearest.remedy(name, declared));
  }

  private void flow(String name, ServerParam param, Template value, String at) {
    if (param.secret() && value.isLiteral() && !options.literalSecretsAllowed()) {
      file.report(
          Rule.SECRET,
          at,
          "the secret server param \"" + name + "\" has its value written into the file",
          "Write {{ params.NAME }} with a secret parameter of the agent.");
    }
    for (Reference reference : value.references()) {
      boolean secret = isSecret(reference);
      if (param.secret() && !secret) {
        file.report(
            Rule.SECRET,
            at,
            "server param \"%s\" is secret but agent param \"%s\" is not marked secret"
                .formatted(name, reference.name()),
            "Mark the agent's parameter with secret: true.");
      } else if (!param.secret() && secret) {
        file.report(
            Rule.SECRET,
            at,
            "server param \"%s\" is not secret but gets the secret agent param \"%s\""
                .formatted(name, reference.name()),
            "Mark the server's parameter with secret: true.");
      }
    }
  }

  /** What the server does not declare itself is a parameter of the agent. */
  private void auth(Auth auth, ToolServer server, String pointer) {
    for (Reference reference : auth.secret().references()) {
      if (server.params().containsKey(reference.name()) || isSecret(reference)) {
        continue;
      }
      boolean declared = agentParams.containsKey(reference.name());
      file.report(
          declared ? Rule.SECRET : Rule.UNDECLARED_PARAM,
          pointer,
          "server \"%s\" auth.secret references \"%s\", which %s"
              .formatted(
                  server.name(),
                  reference.name(),
                  declared ? "is not marked secret" : "neither it nor the agent declares"),
          "Declare it with secret: true in the server's params or in the agent's params.schema.");
    }
  }

  private boolean isSecret(Reference reference) {
    AgentParam param = agentParams.get(reference.name());
    return reference.namespace() == Namespace.PARAMS && param != null && param.secret();
  }
}
