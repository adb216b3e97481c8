package dev.ktsu.testing.stage;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.server.Listener;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.Surroundings;
import dev.ktsu.orchestrator.dispatch.RuntimeWire;
import dev.ktsu.project.TestScript;
import dev.ktsu.project.TestScript.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;

/** Everything outside the orchestrator and the runtime of one test. */
public final class Stage {
  private static final String HOST = "127.0.0.1";
  private static final long BODY_BYTES_MAX = 32 << 20;

  private final SkippableTime time;
  private final Ledger ledger;
  private final ScriptedModel model;
  private final ScriptedTools tools;
  private final ScriptedReceivers receivers;
  private final HttpServer server;

  private Stage(Parts parts, HttpServer server) {
    this.time = parts.time();
    this.ledger = parts.ledger();
    this.model = parts.model();
    this.tools = parts.tools();
    this.receivers = parts.receivers();
    this.server = server;
  }

  /** What a stage is made of before it listens. */
  private record Parts(
      SkippableTime time,
      Ledger ledger,
      ScriptedModel model,
      ScriptedTools tools,
      ScriptedReceivers receivers) {
    static Parts of(Vertx vertx, TestScript script) {
      Ledger ledger = new Ledger();
      return new Parts(
          new SkippableTime(vertx),
          ledger,
          new ScriptedModel(new Cues<>(script.model()), ledger),
          new ScriptedTools(script.tools(), ledger),
          new ScriptedReceivers(new Cues<>(script.webhooks()), ledger));
    }
  }

  /** Opens it on a free port. */
  public static Future<Stage> open(Vertx vertx, TestScript script) {
    Parts parts = Parts.of(vertx, script);
    Routes routes = new Routes(vertx, BODY_BYTES_MAX);
    parts.model().serve(routes);
    parts.tools().serve(routes);
    return Listener.listen(vertx, routes.seal().router(), HOST, 0)
        .map(server -> new Stage(parts, server));
  }

  /** Where the gateway is to be found. */
  public String url() {
    return "http://" + HOST + ":" + server.actualPort();
  }

  public SkippableTime time() {
    return time;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** What the orchestrator is to have around it. */
  public Surroundings surroundings() {
    return new Surroundings(time, time, ToTools::new, http -> receivers);
  }

  /** One sentence for each answer that nobody has asked for. */
  public List<String> unused() {
    List<String> sentences = new ArrayList<>();
    model.unused().forEach((key, answers) -> sentences.add(sentence("model", key, answers)));
    tools.unused().forEach((key, answers) -> sentences.add(sentence("tools", key, answers)));
    receivers.unused().forEach((key, answers) -> sentences.add(sentence("webhooks", key, answers)));
    return sentences;
  }

  public Future<Void> close() {
    return server.close();
  }

  private static String sentence(String where, String key, List<? extends Answer> answers) {
    return where
        + "."
        + key
        + ": "
        + answers.size()
        + (answers.size() == 1 ? " answer was" : " answers were")
        + " not asked for (line "
        + answers.getFirst().at().line()
        + ")";
  }

  /** Sends legs to their runtime with tool servers of ours. */
  private final class ToTools implements RuntimeWire {
    private final RuntimeWire http;

    ToTools(RuntimeWire http) {
      this.http = http;
    }

    @Override
    public Future<Integer> deliver(String url, InvokeRequest request, String trace) {
      model.expect(request.stepId(), request.agentName());
      return http.deliver(
          url,
          request.withToolServers(
              request.toolServers().stream()
                  .map(server -> server.at(url() + tools.stand(request.stepId(), server)))
                  .toList()),
          trace);
    }

    @Override
    public Future<Integer> stop(String url, LegId leg, String trace) {
      return http.stop(url, leg, trace);
    }
  }
}
