package dev.ktsu.project;

import dev.ktsu.contracts.time.Durations;
import dev.ktsu.contracts.wire.ToolEffect;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.Node.Mapping;
import dev.ktsu.project.yaml.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The key {@code access} of a server that an agent uses. */
final class AllowlistReader {
  private static final Pattern ALLOWED = Pattern.compile("[^*?\\[\\]]*\\*?");
  private static final Map<String, Boolean> ON_REJECT = Map.of("fail", false, "recover", true);
  private static final Map<String, Boolean> WHEN_LATE = Map.of("fail", false, "reject", true);
  private static final Map<String, Optional<ToolEffect>> EFFECTS =
      Map.of(
          "read", Optional.of(ToolEffect.READ),
          "idempotent", Optional.of(ToolEffect.IDEMPOTENT),
          "effectful", Optional.of(ToolEffect.EFFECTFUL));

  private final SourceFile file;
  private final ProjectOptions options;

  AllowlistReader(SourceFile file, ProjectOptions options) {
    this.file = file;
    this.options = options;
  }

  List<AllowedTools> read(Fields server) {
    Optional<Fields> access = server.has("access") ? server.mapping("access") : Optional.empty();
    if (access.isEmpty() || !access.get().has("allowlist")) {
      return omitted(server);
    }
    List<AllowedTools> allowed = new ArrayList<>();
    for (Node item : access.get().items("allowlist")) {
      entry(access.get(), item).ifPresent(allowed::add);
    }
    return allowed;
  }

  private List<AllowedTools> omitted(Fields server) {
    if (options.omittedAllowlistIsAll()) {
      return List.of(AllowedTools.named("*"));
    }
    file.report(
        Rule.ALLOWLIST_MISSING,
        server.mark(),
        "missing \"access.allowlist\": the agent would get no tools",
        "List the tools, or write [\"*\"] for all.");
    return List.of();
  }

  private Optional<AllowedTools> entry(Fields access, Node item) {
    AllowedTools tools;
    if (item instanceof Mapping mapping) {
      Fields entry = access.item("allowlist", mapping);
      tools =
          new AllowedTools(
              entry.text("name"),
              approval(entry, "require_approval"),
              entry.choice("effect", EFFECTS, Optional.empty()),
              approval(entry, "ask_when_unknown"));
    } else if (item instanceof Scalar scalar && scalar.isString()) {
      tools = AllowedTools.named(scalar.text());
    } else {
      access.wrongType("allowlist", "names of tools", item);
      return Optional.empty();
    }
    if (!ALLOWED.matcher(tools.pattern()).matches()) {
      file.report(
          Rule.ALLOWLIST_PATTERN,
          item.mark(),
          "\"" + tools.pattern() + "\" is no pattern for tools",
          "Use an exact name, prefix* or *.");
    }
    return Optional.of(tools);
  }

  /** A key without a value must not let a call through that somebody meant to hold back. */
  private Optional<ApprovalPolicy> approval(Fields entry, String key) {
    if (entry.isLeftEmpty(key)) {
      file.report(
          Rule.BAD_VALUE,
          entry.mark(key),
          "\"" + key + "\" has no value",
          "Write {} where a rejection is to fail the step and nothing limits the time.");
    }
    Optional<Fields> given = entry.mapping(key);
    return given.map(this::policy);
  }

  private ApprovalPolicy policy(Fields given) {
    boolean recover = given.choice("on_reject", ON_REJECT);
    long timeout = timeout(given);
    boolean lateIsRejected = given.choice("timeout_behavior", WHEN_LATE, false);
    if (given.has("timeout") && !given.has("timeout_behavior")) {
      file.report(
          Rule.MISSING_FIELD,
          given.mark("timeout"),
          "a timeout without \"timeout_behavior\"",
          "Add timeout_behavior: fail, or reject to go on as after a rejection.");
    }
    if (given.has("timeout_behavior") && !given.has("timeout")) {
      file.report(
          Rule.MISSING_FIELD,
          given.mark("timeout_behavior"),
          "\"timeout_behavior\" without a timeout",
          "Add timeout: 30m or another time, or remove it.");
    }
    return new ApprovalPolicy(recover, timeout, lateIsRejected);
  }

  private long timeout(Fields given) {
    Optional<String> text = given.given("timeout");
    if (text.isEmpty()) {
      return 0;
    }
    OptionalLong millis = Durations.millis(text.get());
    if (millis.isEmpty() || millis.getAsLong() == 0) {
      file.report(
          Rule.BAD_VALUE,
          given.mark("timeout"),
          "\"timeout\" cannot be \"" + text.get() + "\"",
          "Write " + Durations.FORM + ".");
    }
    return millis.orElse(0);
  }
}
