package dev.ktsu.project;

import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whether an agent gives a server nothing but what the server declares. */
final class ServerWiring {
  private final SourceFile file;
  private final ProjectOptions options;
  private final Set<String> agentParams = new LinkedHashSet<>();

  ServerWiring(SourceFile file, Agent agent, ProjectOptions options) {
    this.file = file;
    this.options = options;
    agent.params().forEach(param -> agentParams.add(param.name()));
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
                undeclared(file, at, name, server);
              } else {
                literal(name, param, value, at);
              }
            });
    server.auth().ifPresent(auth -> auth(auth, server, pointer));
  }

  /** Reports a value for what the server does not declare. */
  static void undeclared(SourceFile file, String at, String name, ToolServer server) {
    Set<String> declared = server.params().keySet();
    file.report(
        Rule.UNDECLARED_PARAM,
        at,
        "the server \"" + server.name() + "\" declares no parameter \"" + name + "\"",
        declared.isEmpty() ? "Declare it in the server's params." : Nearest.remedy(name, declared));
  }

  private void literal(String name, ServerParam param, Template value, String at) {
    if (param.secret() && value.isLiteral() && !options.literalSecretsAllowed()) {
      file.report(
          Rule.SECRET,
          at,
          "the secret server param \"" + name + "\" has its value written into the file",
          "Write {{ params.NAME }} with a secret parameter of the agent.");
    }
  }

  /** What the server does not declare itself is a parameter of the agent. */
  private void auth(Auth auth, ToolServer server, String pointer) {
    for (Reference reference : auth.secret().references()) {
      String name = reference.name();
      if (!server.params().containsKey(name) && !agentParams.contains(name)) {
        file.report(
            Rule.UNDECLARED_PARAM,
            pointer,
            "server \"%s\" auth.secret references \"%s\", which neither it nor the agent declares"
                .formatted(server.name(), name),
            "Declare it with secret: true in the server's params or in the agent's params.schema.");
      }
    }
  }
}
