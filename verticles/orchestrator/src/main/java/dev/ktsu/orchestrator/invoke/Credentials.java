package dev.ktsu.orchestrator.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.expressions.Reference;
import dev.ktsu.http.server.Keys;
import dev.ktsu.project.Auth;
import dev.ktsu.project.AuthScheme;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.Workflow;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a caller brings to prove that it may invoke a workflow.
 *
 * @param keyed the orchestrator's own key, or it needs none
 * @param header the value of a header, null for none
 */
public record Credentials(boolean keyed, UnaryOperator<@Nullable String> header) {

  /**
   * Why the workflow may not be invoked with them: {@code unauthorized}; 500 when its secret is not
   * to be had.
   */
  Optional<Problem> refusal(Workflow workflow, Map<String, String> environment) {
    if (workflow.auth().isEmpty()) {
      return keyed ? Optional.empty() : Optional.of(Keys.apiMissing());
    }
    Auth auth = workflow.auth().get();
    ObjectNode env = Json.object();
    for (Reference reference : auth.secret().references()) {
      Optional<String> value = value(workflow, reference.name(), environment);
      if (value.isEmpty()) {
        return Optional.of(InvokeProblems.misconfigured(reference.name()));
      }
      env.put(reference.name(), value.get());
    }
    ObjectNode scope = Json.object();
    scope.set("env", env);
    String secret = auth.secret().render(scope).asText();
    String expected = auth.scheme() == AuthScheme.BEARER ? "Bearer " + secret : secret;
    return Keys.matches(expected, header.apply(auth.header()))
        ? Optional.empty()
        : Optional.of(Problems.unauthorized(auth.header()));
  }

  /** An empty secret would let everybody in. */
  private static Optional<String> value(
      Workflow workflow, String name, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(name))
        .or(
            () ->
                workflow.env().stream()
                    .filter(variable -> variable.name().equals(name))
                    .findFirst()
                    .flatMap(EnvVar::defaultValue))
        .filter(value -> !value.isEmpty());
  }

  @Override
  public String toString() {
    return "Credentials[keyed=" + keyed + "]";
  }
}
