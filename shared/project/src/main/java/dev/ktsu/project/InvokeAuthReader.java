package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.yaml.Node.Scalar;
import java.util.List;
import java.util.Optional;

/** {@code invoke.auth} of a workflow: what whoever invokes it must bring. */
final class InvokeAuthReader {
  private final SourceFile file;
  private final Scope scope;
  private final List<EnvVar> env;
  private final boolean literalSecretsAllowed;

  /**
   * @param scope of the workflow
   */
  InvokeAuthReader(SourceFile file, Scope scope, List<EnvVar> env, boolean literalSecretsAllowed) {
    this.file = file;
    this.scope = scope;
    this.env = env;
    this.literalSecretsAllowed = literalSecretsAllowed;
  }

  Optional<Auth> read(Fields workflow) {
    return workflow.mapping("invoke").flatMap(inner -> inner.mapping("auth")).map(this::auth);
  }

  private Auth auth(Fields auth) {
    String header = auth.text("header");
    AuthScheme scheme = auth.choice("scheme", AuthScheme.WORDS, AuthScheme.BEARER);
    auth.need("secret");
    Template secret =
        auth.scalar("secret", "a text").map(this::secret).orElseGet(() -> Template.parse(""));
    return new Auth(header, scheme, secret);
  }

  private Template secret(Scalar text) {
    Template secret = new Texts(file).template(text, scope.at("invoke.auth.secret"));
    if (secret.isLiteral() && !text.text().isBlank() && !literalSecretsAllowed) {
      file.report(
          Rule.SECRET,
          text.mark(),
          "the secret is written into the file",
          "Declare a secret variable in env and write {{ env.NAME }}.");
    }
    secret.references().stream()
        .filter(reference -> reference.namespace() == Namespace.ENV)
        .filter(reference -> env.stream().anyMatch(one -> isOpen(one, reference.name())))
        .forEach(
            reference ->
                file.report(
                    Rule.SECRET,
                    text.mark(),
                    "invoke.auth.secret reads " + reference + ", which is not secret",
                    "Mark the variable with secret: true."));
    return secret;
  }

  private static boolean isOpen(EnvVar variable, String name) {
    return variable.name().equals(name) && !variable.secret();
  }
}
