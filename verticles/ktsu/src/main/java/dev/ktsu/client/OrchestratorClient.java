package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The orchestrator's API. Each call blocks, and throws a {@link CommandError} that begins with the
 * name of the action and gives the orchestrator's own reason.
 */
public final class OrchestratorClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final String url;
  private final String apiKey;

  /**
   * @param url where the orchestrator listens, without a path
   * @param apiKey empty for none
   */
  public OrchestratorClient(String url, String apiKey) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.apiKey = apiKey;
  }

  /** The orchestrator that the settings name. */
  static OrchestratorClient of(Settings settings) {
    return new OrchestratorClient(
        settings.get(Registry.ORCHESTRATOR_URL), settings.get(Registry.CLIENT_API_KEY));
  }

  /** Starts a run and gives its id. */
  public String invoke(String workflow, JsonNode params) {
    HttpRequest.Builder request = request("/invoke/" + escaped(workflow));
    String id =
        send("invoke", request.POST(BodyPublishers.ofByteArray(Json.bytes(params))))
            .path("run_id")
            .asText("");
    if (id.isEmpty()) {
      throw new CommandError("invoke: orchestrator did not return a run_id");
    }
    return id;
  }

  /**
   * The record of a run.
   *
   * @param action what errors begin with
   */
  public RunRecord run(String action, String id) {
    return new RunRecord(send(action, request("/runs/" + escaped(id)).GET()));
  }

  /**
   * Runs, newest first.
   *
   * @param filters {@code workflow}, {@code status}, {@code limit}; those with an empty value are
   *     not sent
   */
  public List<JsonNode> runs(Map<String, String> filters) {
    String query =
        filters.entrySet().stream()
            .filter(filter -> !filter.getValue().isEmpty())
            .map(filter -> filter.getKey() + "=" + escaped(filter.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    ObjectNode answer = send("runs", request("/runs" + (query.isEmpty() ? "" : "?" + query)).GET());
    List<JsonNode> runs = new ArrayList<>();
    answer.path("runs").forEach(runs::add);
    return runs;
  }

  /** Asks for the end of a run; it comes later. */
  public void cancel(String id, String reason) {
    byte[] body = Json.bytes(Json.object().put("reason", reason));
    HttpRequest.Builder request = request("/runs/" + escaped(id) + "/cancel");
    send("cancel", request.POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json");
    return apiKey.isEmpty() ? request : request.header("X-API-Key", apiKey);
  }

  private ObjectNode send(String action, HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      return answer.statusCode() / 100 == 2
          ? object(action, answer.body())
          : refused(action, answer);
    } catch (IOException failure) {
      String why = failure.getMessage() == null ? "no connection" : failure.getMessage();
      throw new CommandError(
          action
              + ": no answer from "
              + url
              + " ("
              + why
              + "); start one with `ktsu start --all`, or name it with --orchestrator");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandError(action + ": interrupted");
    }
  }

  private ObjectNode object(String action, byte[] body) {
    try {
      if (Json.parse(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (Problem malformed) {
      throw new CommandError(
          action + ": " + url + " is no orchestrator: " + malformed.getMessage());
    }
    throw new CommandError(action + ": " + url + " is no orchestrator: it sent no JSON object");
  }

  private static ObjectNode refused(String action, HttpResponse<byte[]> answer) {
    throw Refusal.of(action, answer.statusCode(), answer.body());
  }

  private static String escaped(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
