package dev.ktsu.project;

import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.SecretTrails.Trail;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows secret values through an agent to its tool servers.
 *
 * @param reported places of files, so that an agent of many steps is reported once
 */
record AgentSecrets(Agent agent, SourceFile file, Set<String> reported) {
  /** Checks an agent that no workflow uses. */
  static void check(Agent agent, SourceFile file, Map<String, ToolServer> servers) {
    new AgentSecrets(agent, file, new HashSet<>())
        .check(servers, SecretTrails.beginningWith(agent.params(), ""));
  }

  /**
   * @param servers by the name of their use
   * @param secrets the agent's secret parameters
   */
  void check(Map<String, ToolServer> servers, SecretTrails secrets) {
    prompt("prompt.user", agent.prompt().user(), secrets);
    prompt("prompt.reflect", agent.prompt().reflect(), secrets);
    for (int i = 0; i < agent.servers().size(); i++) {
      ServerUse use = agent.servers().get(i);
      String pointer = "/servers/" + i;
      use.persistentId().ifPresent(text -> persistentId(text, pointer, secrets));
      ToolServer server = servers.get(use.name());
      if (server != null) {
        server(use, server, pointer, secrets);
      }
    }
  }

  private void prompt(String place, Optional<Template> text, SecretTrails secrets) {
    text.flatMap(template -> secrets.among(template.references()))
        .ifPresent(
            secret -> {
              String at = "/" + place.replace('.', '/');
              report(
                  at,
                  "the secret parameter \"%s\" must not appear in %s: %s"
                      .formatted(
                          secret.getKey().name(),
                          place,
                          secret.getValue().to(place, file, at).text()),
                  "Pass it to a tool server instead.");
            });
  }

  /** It stands in URLs, which are logged all over the way. */
  private void persistentId(Template text, String server, SecretTrails secrets) {
    String at = server + "/persistent_id";
    secrets
        .among(text.references())
        .ifPresent(
            secret ->
                report(
                    at,
                    "the secret parameter \"%s\" must not appear in persistent_id: %s"
                        .formatted(
                            secret.getKey().name(),
                            secret.getValue().to("persistent_id", file, at).text()),
                    "Take something that tells agents apart and is no secret."));
  }

  private void server(ServerUse use, ToolServer server, String pointer, SecretTrails secrets) {
    use.params()
        .forEach(
            (name, value) -> {
              ServerParam param = server.params().get(name);
              if (param != null) {
                flow(use, name, param, value, secrets, pointer);
              }
            });
    server
        .auth()
        .ifPresent(
            auth ->
                auth.secret().references().stream()
                    .filter(reference -> !server.params().containsKey(reference.name()))
                    .filter(reference -> isDeclared(reference.name()))
                    .filter(reference -> !secrets.trails().containsKey(reference))
                    .forEach(
                        reference ->
                            report(
                                pointer,
                                ("server \"%s\" auth.secret references \"%s\", which is not"
                                        + " marked secret")
                                    .formatted(server.name(), reference.name()),
                                "Declare it with secret: true in the server's params or in the"
                                    + " agent's params.schema.")));
  }

  private void flow(
      ServerUse use,
      String name,
      ServerParam param,
      Template value,
      SecretTrails secrets,
      String pointer) {
    String at = pointer + "/params/" + SourceFile.escaped(name);
    String target = "params." + name + " of server \"" + use.name() + "\"";
    for (Reference reference : value.references()) {
      Optional<Map.Entry<Reference, Trail>> secret = secrets.among(List.of(reference));
      if (param.secret() && secret.isEmpty()) {
        report(
            at,
            "server param \"%s\" is secret but agent param \"%s\" is not marked secret: %s"
                .formatted(
                    name,
                    reference.name(),
                    new Trail(reference.toString()).to(target, file, at).text()),
            "Mark the agent's parameter with secret: true.");
      } else if (!param.secret() && secret.isPresent()) {
        report(
            at,
            "server param \"%s\" is not secret but gets the secret agent param \"%s\": %s"
                .formatted(
                    name, reference.name(), secret.get().getValue().to(target, file, at).text()),
            "Mark the server's parameter with secret: true.");
      }
    }
  }

  private boolean isDeclared(String param) {
    return agent.params().stream().anyMatch(declared -> declared.name().equals(param));
  }

  private void report(String pointer, String message, String remedy) {
    if (reported.add(file.path() + pointer)) {
      file.report(Rule.SECRET, pointer, message, remedy);
    }
  }
}
