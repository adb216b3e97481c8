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
  private final Ledger ledger = new Ledger();
  private final ScriptedModel model;
  private final ScriptedTools tools;
  private final ScriptedReceivers receivers;
  private final Future<HttpServer> listening;

  private Stage(Vertx vertx, TestScript script) {
    time = new SkippableTime(vertx);
    model = new ScriptedModel(new Cues<>(script.model()), ledger);
    tools = new ScriptedTools(script.tools(), ledger);
    receivers = new ScriptedReceivers(new Cues<>(script.webhooks()), ledger);
    Routes routes = new Routes(vertx, BODY_BYTES_MAX);
    model.serve(routes);
    tools.serve(routes);
    listening = Listener.listen(vertx, routes.seal().router(), HOST, 0);
  }

  /** Opens it on a free port. */
  public static Future<Stage> open(Vertx vertx, TestScript script) {
    Stage stage = new Stage(vertx, script);
    return stage.listening.map(stage);
  }

  /** Where the gateway is to be found. */
  public String url() {
    return "http://" + HOST + ":" + listening.result().actualPort();
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
    return listening.compose(HttpServer::close);
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
