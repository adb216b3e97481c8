package dev.ktsu.project;

import dev.ktsu.expressions.Template;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of a tool server: a file of its own, or an item of servers.yaml. */
final class ServerReader {
  static final String ENDING = ".server.yaml";

  private final SourceFile file;
  private final Fields fields;
  private final ProjectOptions options;
  private final Texts texts;

  private ServerReader(SourceFile file, Fields fields, ProjectOptions options) {
    this.file = file;
    this.fields = fields;
    this.options = options;
    this.texts = new Texts(file);
  }

  static ToolServer read(SourceFile file, ProjectOptions options) {
    return new ServerReader(file, Fields.of(file, FileKind.SERVER), options).server();
  }

  /** The servers of a servers.yaml by name. */
  static Map<String, ToolServer> readAll(SourceFile file, ProjectOptions options) {
    Fields fields = Fields.of(file, FileKind.SERVERS);
    Map<String, ToolServer> all = new LinkedHashMap<>();
    for (Fields each : fields.mappings("servers")) {
      ToolServer server = new ServerReader(file, each, options).server();
      if (all.putIfAbsent(server.name(), server) != null) {
        file.report(
            Rule.DUPLICATE_ID,
            each.mark("name"),
            "the server \"" + server.name() + "\" is defined twice",
            "Rename one of the two.");
      }
    }
    return all;
  }

  private ToolServer server() {
    String name = fields.given("name").orElseGet(() -> Paths.stem(file.path(), ENDING));
    String description = fields.text("description");
    String url = fields.text("url");
    if (url.contains("{{")) {
      file.report(
          Rule.NAMESPACE, fields.mark("url"), "the url of a server is static", "Write it out.");
    } else if (!url.isEmpty()) {
      HttpAddress.check(file, url, fields.mark("url"));
    }
    Map<String, ServerParam> params = params();
    Optional<Auth> auth = fields.mapping("auth").map(inner -> auth(inner, params));
    return new ToolServer(name, description, url, auth, params);
  }

  private Map<String, ServerParam> params() {
    Map<String, ServerParam> params = new LinkedHashMap<>();
    Fields given = fields.mappingOrEmpty("params");
    given
        .entries()
        .keySet()
        .forEach(name -> params.put(name, param(name, given.mappingOrEmpty(name))));
    return params;
  }

  private ServerParam param(String name, Fields param) {
    boolean secret = param.flag("secret");
    Optional<Scalar> preset = param.scalar("default", "a text");
    preset.ifPresent(
        text -> texts.template(text, Scope.ofParams("a default", Optional.of(Set.of()))));
    if (secret && preset.isPresent() && !options.literalSecretsAllowed()) {
      file.report(
          Rule.SECRET,
          preset.get().mark(),
          "the secret parameter \"" + name + "\" has its value written into the file",
          "Remove the default, and give it from a secret parameter of the agent.");
    }
    return new ServerParam(param.text("description"), preset.map(Scalar::text), secret);
  }

  private Auth auth(Fields auth, Map<String, ServerParam> params) {
    String header = auth.text("header");
    AuthScheme scheme = auth.choice("scheme", AuthScheme.WORDS);
    auth.need("secret");
    // Any name will do here: one that the server does not declare belongs to the agent.
    Scope scope = Scope.ofParams("auth.secret", Optional.empty());
    Optional<Scalar> text = auth.scalar("secret", "a text");
    Template secret =
        text.map(scalar -> texts.template(scalar, scope)).orElseGet(() -> Template.parse(""));
    text.ifPresent(scalar -> secret(scalar, secret, params));
    return new Auth(header, scheme, secret);
  }

  private void secret(Scalar text, Template secret, Map<String, ServerParam> params) {
    if (secret.isLiteral() && !text.text().isBlank() && !options.literalSecretsAllowed()) {
      file.report(
          Rule.SECRET,
          text.mark(),
          "the secret is written into the file",
          "Declare a secret parameter and write {{ params.NAME }}.");
    }
    secret
        .references()
        .forEach(
            reference -> {
              ServerParam param = params.get(reference.name());
              if (param != null && !param.secret()) {
                file.report(
                    Rule.SECRET,
                    text.mark(),
                    "auth.secret reads \"" + reference.name() + "\", which is not secret",
                    "Mark the parameter with secret: true.");
              }
            });
  }
}
