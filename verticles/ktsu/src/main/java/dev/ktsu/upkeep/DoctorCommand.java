package dev.ktsu.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.OrchestratorClient;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.orchestrator.StoreCheckup;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is wrong with an orchestrator, its store and its runs, and what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Looks at an orchestrator, its store and its runs, and says what is wrong.",
      "When none answers, at the store that the settings name. Exit code 1 when it finds something."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final int FOUND = 1;

  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Prints the report as one JSON object.")
  private boolean json;

  public DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.addClient(spec);
    SettingFlags.add(spec, StorePlace.SETTINGS);
  }

  @Override
  public Integer call() {
    Settings settings = SettingFlags.read(spec, shell.environment());
    ObjectNode report = report(settings);
    shell.out().print(json ? Json.text(report) + "\n" : ReportText.of(report));
    return report.path("findings").isEmpty() ? 0 : FOUND;
  }

  private ObjectNode report(Settings settings) {
    String url = settings.get(Registry.ORCHESTRATOR_URL);
    OrchestratorClient client = new OrchestratorClient(url, settings.get(Registry.CLIENT_API_KEY));
    Optional<ObjectNode> live = client.doctor();
    if (live.isPresent()) {
      ObjectNode report = live.get().put("orchestrator", url);
      addPeers(report, client.health());
      return report;
    }
    return ofStore(settings, url);
  }

  private static void addPeers(ObjectNode report, JsonNode services) {
    report.set("services", services);
    services
        .properties()
        .forEach(
            peer -> {
              String state = peer.getValue().asText();
              if (!state.equals("ok") && !state.equals("unconfigured")) {
                report
                    .withArray("findings")
                    .addObject()
                    .put("what", "The " + peer.getKey() + " is " + state + ".")
                    .put("remedy", "Look at its log, and at the URL that the orchestrator has.");
                report.put("status", "findings");
              }
            });
  }

  private static ObjectNode ofStore(Settings settings, String url) {
    Logging.start("text", "error", new Secrets());
    Vertx vertx = Loops.start();
    try {
      return StoreCheckup.of(vertx, settings, url).await().json();
    } finally {
      vertx.close().await();
    }
  }
}
