package dev.ktsu.runtime.api;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.server.Bodies;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Reads and checks requests to run a leg. */
final class InvokeRequests {
  private InvokeRequests() {}

  /**
   * The request in a body.
   *
   * @throws InvalidInput {@code invalid_request} with the contract's messages
   */
  static InvokeRequest read(RoutingContext ctx) {
    InvokeRequest request = parse(ctx);
    if (request.runId().isEmpty()
        || request.stepId().isEmpty()
        || request.callbackUrl().isEmpty()) {
      throw refused("run_id, step_id, and callback_url are required", "Send all three.");
    }
    requireHttpUrl("callback_url", request.callbackUrl());
    requireHttpUrl("checkpoint_url", request.checkpointUrl());
    requireHttpUrl("intent_url", request.intentUrl());
    if (request.start().turn() < 0) {
      throw refused("resume.turn is negative", "Send how many turns are done, from 0.");
    }
    if (request.isResume() && request.messages().isEmpty()) {
      throw refused("is_resume without messages", "Send the conversation that was posted.");
    }
    requirePatterns(request);
    return request;
  }

  private static void requireHttpUrl(String field, @Nullable String url) {
    if (url != null && !isHttpUrl(url)) {
      throw refused(
          field + " is not an absolute http or https URL",
          "Percent-encode the run and step ids in it.");
    }
  }

  private static InvokeRequest parse(RoutingContext ctx) {
    try {
      return Bodies.read(ctx, InvokeRequest.class);
    } catch (InvalidInput malformed) {
      throw malformed.code() == Code.MALFORMED_JSON
          ? refused("invalid JSON", malformed.getMessage())
          : malformed;
    }
  }

  /** A rule that matches nothing would let through what it is to hold back. */
  private static void requirePatterns(InvokeRequest request) {
    boolean isBlank =
        request.toolServers().stream()
            .flatMap(server -> server.approvalRules().stream())
            .anyMatch(rule -> rule.pattern().isBlank());
    if (isBlank) {
      throw refused("an approval rule has no pattern", "Send the names of the tools it is for.");
    }
  }

  private static boolean isHttpUrl(String text) {
    try {
      URI url = URI.create(text);
      return url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    } catch (IllegalArgumentException noUrl) {
      return false;
    }
  }

  private static InvalidInput refused(String message, String remedy) {
    return new InvalidInput(Code.INVALID_REQUEST, 400, "invalid_request", message, remedy);
  }
}
