package dev.ktsu.orchestrator.airlock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.orchestrator.airlock.Judged.Kind;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.util.ArrayList;
import java.util.List;

/** Judges how legs ended. */
public final class AirLock {
  private AirLock() {}

  /**
   * The verdict: reserved fields first (injection, untrusted, low quality, needs human, confidence,
   * skip), then every schema on what is left.
   */
  public static Judged judge(Raw raw, Rules rules) {
    return switch (raw) {
      case Raw.Output output -> judge(output, rules);
      case Raw.Failure failure -> failed(failure);
    };
  }

  private static Judged judge(Raw.Output raw, Rules rules) {
    Reserved reserved = new Reserved(raw.output());
    ObjectNode body = Json.object();
    reserved.keep(body);
    var fatal = reserved.fatal(rules.threshold(isReflected(raw)));
    if (fatal.isPresent()) {
      body.set("raw_output", raw.output());
      return failed(raw, fatal.get().code(), fatal.get().error(), body);
    }
    JsonNode output = reserved.stripped();
    var skip = reserved.skipReason();
    if (skip.isPresent()) {
      body.set("output", output);
      body.put("skip_reason", skip.get());
      return new Judged(Kind.SKIPPED, Code.SKIP_REQUESTED, skip.get(), body, raw.metrics());
    }
    List<Violation> violations = check(output, rules.schemas());
    if (!violations.isEmpty()) {
      body.set("raw_output", raw.output());
      body.set("violations", Json.tree(violations));
      return failed(raw, Code.AIRLOCK, sentence(violations), body);
    }
    body.set("output", output);
    return new Judged(Kind.PASSED, null, "", body, raw.metrics());
  }

  private static boolean isReflected(Raw.Output raw) {
    return raw.metrics() != null && raw.metrics().reflected();
  }

  private static List<Violation> check(JsonNode output, List<Schema> schemas) {
    List<Violation> all = new ArrayList<>();
    for (Schema schema : schemas) {
      Checks.check(schema, output).stream().filter(found -> !all.contains(found)).forEach(all::add);
    }
    return all;
  }

  private static Judged failed(Raw.Failure failure) {
    ObjectNode body = Json.object();
    body.put("error", failure.error());
    if (failure.rawOutput() != null) {
      body.put("raw_output", failure.rawOutput());
    }
    return new Judged(Kind.FAILED, failure.code(), failure.error(), body, failure.metrics());
  }

  private static Judged failed(Raw.Output raw, Code code, String error, ObjectNode body) {
    body.put("error", error);
    return new Judged(Kind.FAILED, code, error, body, raw.metrics());
  }

  /** The first violation in full, and how many more there are. */
  private static String sentence(List<Violation> violations) {
    Violation first = violations.get(0);
    String where = first.pointer().isEmpty() ? "" : " at " + first.pointer();
    String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
    return "output " + first.message() + where + more;
  }
}
