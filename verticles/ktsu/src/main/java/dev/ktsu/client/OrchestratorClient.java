package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The orchestrator's API. Each call blocks, and throws a {@link CommandError} that begins with the
 * name of the action and gives the orchestrator's own reason.
 */
public final class OrchestratorClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String EVENTS_OF_A_PAGE = "1000";
  private static final String WHOLE = "?inline=all";

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
    return invoke(workflow, params, "", "");
  }

  /**
   * Starts a run.
   *
   * @param key under which the same request may be sent again, empty for none
   * @param runAt when it begins, empty for at once
   */
  public String invoke(String workflow, JsonNode params, String key, String runAt) {
    HttpRequest.Builder request =
        request("/invoke/" + escaped(workflow) + query(Map.of("run_at", runAt)));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
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
   * The record of a run; large values in it are references.
   *
   * @param action what errors begin with
   */
  public RunRecord run(String action, String id) {
    return new RunRecord(send(action, request("/runs/" + escaped(id)).GET()));
  }

  /** The same with every value as it is. */
  public RunRecord wholeRun(String action, String id) {
    return new RunRecord(send(action, request("/runs/" + escaped(id) + WHOLE).GET()));
  }

  /**
   * The record when the run is over, or as it is after a while; an older server answers at once.
   */
  RunRecord runWithin(String action, String id, Duration wait) {
    HttpRequest.Builder request =
        request("/runs/" + escaped(id) + "?wait=" + wait.toSeconds() + "s")
            .timeout(wait.plus(ANSWER));
    return new RunRecord(send(action, request.GET()));
  }

  /**
   * Runs, newest first, as many pages as it takes.
   *
   * @param filters {@code workflow}, {@code status}, {@code since}; those with an empty value are
   *     not sent
   * @param most at most so many; 0 for one page as large as the orchestrator makes it
   */
  public List<JsonNode> runs(Map<String, String> filters, int most) {
    Map<String, String> asked = new TreeMap<>(filters);
    List<JsonNode> runs = new ArrayList<>();
    String cursor;
    do {
      asked.put("limit", most > 0 ? Integer.toString(most - runs.size()) : "");
      ObjectNode page = send("runs", request("/runs" + query(asked)).GET());
      page.path("runs").forEach(runs::add);
      cursor = page.path("next_cursor").asText("");
      asked.put("cursor", cursor);
    } while (!cursor.isEmpty() && runs.size() < most);
    return runs;
  }

  /**
   * Opens the events of a run.
   *
   * @param lastId the last event that was seen, empty for none
   * @return the stream, to be closed
   * @throws IOException when there is no answer, or a later try may get another one
   */
  InputStream events(String action, String id, String lastId) throws IOException {
    return stream(action, "/runs/" + escaped(id) + "/events", lastId);
  }

  /**
   * Opens the events of all runs; as those of one.
   *
   * @param filters {@code workflow}, {@code type}; those with an empty value are not sent
   */
  InputStream events(String action, Map<String, String> filters, String lastId) throws IOException {
    return stream(action, "/events" + query(new TreeMap<>(filters)), lastId);
  }

  /**
   * A page of the journal of a run, as it is.
   *
   * @param after number of the event behind which it begins
   * @return {@code events} and {@code next}, where the next page begins
   */
  public JsonNode journal(String action, String id, long after) {
    String path = "/runs/" + escaped(id) + "/events";
    Map<String, String> asked =
        new TreeMap<>(
            Map.of("after", Long.toString(after), "format", "json", "limit", EVENTS_OF_A_PAGE));
    return send(action, request(path + query(asked)).GET());
  }

  /**
   * A step of a run by its path, with every value as it is; empty when the run has none of that
   * path.
   */
  public Optional<JsonNode> step(String action, String id, String path) {
    String url = "/runs/" + escaped(id) + "/steps/" + escaped(path) + WHOLE;
    try {
      HttpResponse<byte[]> answer =
          exchange(action, request(url).GET(), BodyHandlers.ofByteArray());
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(object(action, answer.body()));
        case 404 -> Optional.empty();
        default -> throw Refusal.of(action, answer.statusCode(), answer.body());
      };
    } catch (IOException failure) {
      throw unreachable(action, failure);
    }
  }

  private InputStream stream(String action, String path, String lastId) throws IOException {
    HttpRequest.Builder request = request(path).setHeader("Accept", EVENT_STREAM).GET();
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    HttpResponse<InputStream> answer = exchange(action, request, BodyHandlers.ofInputStream());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() == 200 && type.startsWith(EVENT_STREAM)) {
      return answer.body();
    }
    CommandError refusal;
    try (InputStream body = answer.body()) {
      refusal = Refusal.of(action, answer.statusCode(), body.readAllBytes());
    }
    if (answer.statusCode() == 503) {
      throw new IOException(refusal.getMessage());
    }
    throw refusal;
  }

  /**
   * Asks for the end of a run; it comes later.
   *
   * @return how the run stands, in a word
   */
  public String cancel(String id, String reason) {
    return wish("cancel", id, Json.object().put("reason", reason));
  }

  /**
   * Tries a run again that has failed.
   *
   * @param reason kept in the journal
   * @param secrets secret parameters, which the run has no more
   * @return the state that the run is in then
   */
  public String retry(String id, String reason, ObjectNode secrets) {
    ObjectNode body = Json.object().put("reason", reason);
    if (!secrets.isEmpty()) {
      body.set("params", secrets);
    }
    return wish("retry", id, body);
  }

  /** What an orchestrator finds wrong; empty when none answers, or it cannot tell. */
  public Optional<ObjectNode> doctor() {
    try {
      HttpResponse<byte[]> answer =
          exchange("doctor", request("/doctor").GET(), BodyHandlers.ofByteArray());
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(object("doctor", answer.body()));
        case 404 -> Optional.empty();
        default -> throw Refusal.of("doctor", answer.statusCode(), answer.body());
      };
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  /** How the tiers are, by name, as the orchestrator sees them. */
  public JsonNode health() {
    try {
      HttpResponse<byte[]> answer =
          exchange("doctor", request("/health").GET(), BodyHandlers.ofByteArray());
      return object("doctor", answer.body()).path("services");
    } catch (IOException failure) {
      throw unreachable("doctor", failure);
    }
  }

  /** Deletes a run that is over, with everything that is kept of it. */
  void purge(String id) {
    accepted("purge", request("/runs/" + escaped(id)).DELETE());
  }

  /** The tool calls that wait for a person, oldest first. */
  public List<JsonNode> approvals(String action) {
    List<JsonNode> pending = new ArrayList<>();
    json(action, accepted(action, request("/approvals").GET())).forEach(pending::add);
    return pending;
  }

  /** One of them with its whole arguments, also after its decision. */
  JsonNode approval(String action, String id) {
    return send(action, request("/approvals/" + escaped(id) + WHOLE).GET());
  }

  /**
   * Decides; the decision is kept when this returns.
   *
   * @param body {@code decision}, {@code actor}, {@code reason}
   */
  public void decide(String action, String id, ObjectNode body) {
    HttpRequest.Builder request = request("/approvals/" + escaped(id) + "/decide");
    accepted(action, request.POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  private String wish(String verb, String id, ObjectNode body) {
    HttpRequest.Builder request = request("/runs/" + escaped(id) + "/" + verb);
    return send(verb, request.POST(BodyPublishers.ofByteArray(Json.bytes(body))))
        .path("state")
        .asText();
  }

  private static String query(Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getValue().isEmpty())
            .map(parameter -> parameter.getKey() + "=" + escaped(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
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
    return object(action, accepted(action, request));
  }

  /** The body of an answer that is no refusal. */
  private byte[] accepted(String action, HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer = exchange(action, request, BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        throw Refusal.of(action, answer.statusCode(), answer.body());
      }
      return answer.body();
    } catch (IOException failure) {
      throw unreachable(action, failure);
    }
  }

  private <T> HttpResponse<T> exchange(
      String action, HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return http.send(request.build(), body);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandError(action + ": interrupted");
    }
  }

  /** No answer, with what to do about it. */
  CommandError unreachable(String action, IOException failure) {
    String why = failure.getMessage() == null ? "no connection" : failure.getMessage();
    return new CommandError(
        action
            + ": no answer from "
            + url
            + " ("
            + why
            + "); start one with `ktsu start --all`, or name it with --orchestrator");
  }

  private ObjectNode object(String action, byte[] body) {
    if (json(action, body) instanceof ObjectNode object) {
      return object;
    }
    throw new CommandError(action + ": " + url + " is no orchestrator: it sent no JSON object");
  }

  private JsonNode json(String action, byte[] body) {
    try {
      return Json.parseOwn(body);
    } catch (Problem malformed) {
      throw new CommandError(
          action + ": " + url + " is no orchestrator: " + malformed.getMessage());
    }
  }

  private static String escaped(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
