package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.ModelGroup.Price;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Node.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** The keys of a gateway.yaml. */
final class GatewayReader {
  static final String NAME = "gateway.yaml";

  private static final Map<String, ProviderType> TYPES =
      Map.of(
          "openai", ProviderType.OPENAI,
          "anthropic", ProviderType.ANTHROPIC,
          "simulated", ProviderType.SIMULATED);
  private static final String ROUND_ROBIN = "round_robin";
  private static final Set<String> LATER_STRATEGIES = Set.of("cost_optimized", "fallback");
  private final SourceFile file;
  private final Fields fields;

  private GatewayReader(SourceFile file) {
    this.file = file;
    this.fields = Fields.of(file, FileKind.GATEWAY);
  }

  static GatewayFile read(SourceFile file) {
    return new GatewayReader(file).gateway();
  }

  private GatewayFile gateway() {
    List<EnvVar> env = EnvVars.read(fields);
    Set<String> variables = new LinkedHashSet<>();
    env.forEach(variable -> variables.add(variable.name()));
    List<Provider> providers = providers(fields, Optional.of(variables));
    List<ModelGroup> groups = groups(providers);
    List<Diagnostic> warnings =
        file.findings().sorted().stream().filter(found -> !found.isError()).toList();
    return new GatewayFile(file.path(), file.root(), env, providers, groups, warnings);
  }

  /** The {@code providers} of a gateway or an environment, whose variables are not known. */
  static List<Provider> providers(Fields owner, Optional<Set<String>> variables) {
    List<Provider> providers = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Fields each : owner.mappings("providers")) {
      Provider provider = provider(each);
      if (!names.add(provider.name())) {
        each.file()
            .report(
                Rule.DUPLICATE_ID,
                each.mark("name"),
                "the provider \"" + provider.name() + "\" is defined twice",
                "Rename one of the two.");
      }
      variables.ifPresent(declared -> undeclared(each, provider, declared));
      providers.add(provider);
    }
    return providers;
  }

  private static Provider provider(Fields each) {
    String name = each.text("name");
    if (name.contains("/")) {
      each.file()
          .report(
              Rule.BAD_VALUE,
              each.mark("name"),
              "provider \"" + name + "\": a name holds no slash",
              "Models are named provider/model.");
    }
    ProviderType type = type(name, each);
    Optional<Fields> config = each.mapping("config");
    switch (type) {
      case OPENAI -> needed(name, each, config, List.of("base_url", "api_key"));
      case ANTHROPIC -> needed(name, each, config, List.of("api_key"));
      case SIMULATED -> {}
    }
    ObjectNode values =
        each.node("config").map(node -> node.json()).orElse(null) instanceof ObjectNode object
            ? object
            : Json.object();
    return new Provider(name, type, values);
  }

  private static ProviderType type(String provider, Fields each) {
    String word = each.text("type");
    ProviderType type = TYPES.get(word);
    if (type == null && !word.isBlank()) {
      each.file()
          .report(
              Rule.BAD_VALUE,
              each.mark("type"),
              "provider \"" + provider + "\": unknown provider type \"" + word + "\"",
              Nearest.remedy(word, TYPES.keySet().stream().sorted().toList()));
    }
    return type == null ? ProviderType.SIMULATED : type;
  }

  private static void needed(
      String provider, Fields each, Optional<Fields> config, List<String> keys) {
    for (String key : keys) {
      Optional<Scalar> value = config.flatMap(inner -> inner.scalar(key, "a text"));
      if (value.filter(scalar -> !scalar.text().isBlank()).isEmpty()) {
        each.file()
            .report(
                Rule.MISSING_FIELD,
                config.orElse(each).mark(),
                "provider \"" + provider + "\": missing " + key,
                "Add it to config.");
      }
    }
  }

  private static void undeclared(Fields each, Provider provider, Set<String> declared) {
    Fields config = each.mapping("config").orElse(each);
    provider
        .config()
        .properties()
        .forEach(
            setting -> {
              Set<String> unknown = Provider.variables(setting.getValue());
              unknown.removeAll(declared);
              if (!unknown.isEmpty()) {
                each.file()
                    .report(
                        Rule.UNDECLARED_ENV,
                        config.mark(setting.getKey()),
                        "provider \"%s\": config key \"%s\": env var(s) %s referenced but not"
                                .formatted(provider.name(), setting.getKey(), unknown)
                            + " declared in env: section",
                        declared.isEmpty()
                            ? "Declare it in env."
                            : Nearest.remedy(unknown.iterator().next(), declared));
              }
            });
  }

  private List<ModelGroup> groups(List<Provider> providers) {
    Set<String> known = new LinkedHashSet<>();
    providers.forEach(provider -> known.add(provider.name()));
    List<ModelGroup> groups = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Fields each : fields.mappings("model_groups")) {
      ModelGroup group = group(each, known);
      if (!names.add(group.name())) {
        file.report(
            Rule.DUPLICATE_ID,
            each.mark("name"),
            "the model group \"" + group.name() + "\" is defined twice",
            "Rename one of the two.");
      }
      groups.add(group);
    }
    return groups;
  }

  private ModelGroup group(Fields each, Set<String> providers) {
    String name = each.text("name");
    var models = each.texts("models");
    if (models.isEmpty()) {
      file.report(
          Rule.UNUSABLE_MODEL,
          each.mark(),
          "the model group \"" + name + "\" has no models; each call to it will fail",
          "List them as provider/model.");
    }
    models.forEach(
        (model, mark) -> {
          int slash = model.indexOf('/');
          String provider = slash < 0 ? model : model.substring(0, slash);
          if (slash < 0 || !providers.contains(provider)) {
            file.report(
                Rule.UNUSABLE_MODEL,
                mark,
                slash < 0
                    ? "the model \"" + model + "\" names no provider"
                    : "there is no provider \"" + provider + "\"",
                slash < 0 ? "Write provider/model." : Nearest.remedy(provider, providers));
          }
        });
    ModelGroup group =
        new ModelGroup(
            name,
            List.copyOf(models.keySet()),
            strategy(name, each),
            each.number("default_temperature"),
            each.mappings("pricing").stream().map(GatewayReader::price).toList());
    return group;
  }

  private static String strategy(String group, Fields each) {
    String strategy = each.text("strategy");
    if (LATER_STRATEGIES.contains(strategy)) {
      each.file()
          .report(
              Rule.NOT_SUPPORTED,
              each.mark("strategy"),
              "model group \"" + group + "\": strategy \"" + strategy + "\" is not supported yet",
              "Remove it.");
    } else if (!strategy.equals(ROUND_ROBIN)) {
      each.file()
          .report(
              Rule.BAD_VALUE,
              each.mark("strategy"),
              "model group \"" + group + "\": unknown strategy \"" + strategy + "\"",
              Nearest.remedy(strategy, List.of(ROUND_ROBIN)));
    }
    return strategy;
  }

  private static Price price(Fields each) {
    String model = each.text("model");
    long input = nanos(each, "input_per_million").orElse(0);
    long output = nanos(each, "output_per_million").orElse(0);
    return new Price(
        model,
        input,
        output,
        nanos(each, "cached_input_per_million").orElse(input),
        nanos(each, "cache_write_per_million").orElse(input));
  }

  private static OptionalLong nanos(Fields each, String key) {
    OptionalDouble dollars = each.number(key);
    return dollars.isPresent()
        ? OptionalLong.of(Usd.of(BigDecimal.valueOf(dollars.getAsDouble())).nanos())
        : OptionalLong.empty();
  }
}
