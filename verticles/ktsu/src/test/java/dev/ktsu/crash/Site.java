package dev.ktsu.crash;

import dev.ktsu.testkit.Ports;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The folder of one plan, with the project in it, and the settings of its processes. */
final class Site {
  /** After so long others take over. */
  static final long LEASE_MILLIS = 3_000;

  private static final List<String> FILES =
      List.of(
          "workflows/agent.workflow.yaml",
          "workflows/cancel.workflow.yaml",
          "workflows/chain.workflow.yaml",
          "workflows/hooks.workflow.yaml",
          "workflows/pause.workflow.yaml",
          "workflows/retries.workflow.yaml",
          "agents/talker.agent.yaml",
          "servers/tools.server.yaml",
          "gateway.yaml");

  /** What a process waits for, cut to the time that a plan has. */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "KTSU_STOP_GRACE_MS", "3000",
          "KTSU_LEASE_MS", Long.toString(LEASE_MILLIS),
          // A restarted orchestrator does not know that a runtime is a new one, and waits that
          // long.
          "KTSU_RUNTIME_SILENCE_S", "6",
          // A leg that loses its runtime again and again is given up on purpose, but not here.
          "KTSU_DELIVERIES_MAX", "1000",
          // So is one that nobody listens to.
          "KTSU_REPORT_WAIT_MS", "180000");

  private final Plan plan;
  private final Path folder;
  private final Map<Tier, Integer> ports = new EnumMap<>(Tier.class);
  private final Address address;

  /**
   * What the processes have in common.
   *
   * @param orchestrator where it, or the balancer before several, is
   * @param database its URL, empty for a file
   */
  private record Address(String orchestrator, String database) {}

  /**
   * Writes the project, whose files name the addresses of {@code outside}.
   *
   * @param database for plans whose store is Postgres
   */
  Site(Plan plan, Path folder, Outside outside, Optional<FreshDatabase> database)
      throws IOException {
    this.plan = plan;
    this.folder = folder;
    for (Tier tier : Tier.values()) {
      ports.put(tier, Ports.fixed());
    }
    String orchestrator =
        plan.isShared()
            ? outside.balance(
                List.of(ports.get(Tier.ORCHESTRATOR), ports.get(Tier.OTHER_ORCHESTRATOR)))
            : url(Tier.ORCHESTRATOR);
    this.address = new Address(orchestrator, database.map(FreshDatabase::url).orElse(""));
    for (String name : FILES) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          template(name)
              .replace("http://sink.invalid", outside.sinkUrl())
              .replace("http://tools.invalid", outside.toolsUrl())
              .replace("http://provider.invalid", outside.providerUrl()));
    }
  }

  /** Where clients go. */
  String orchestratorUrl() {
    return address.orchestrator();
  }

  /** Where {@code tier} says whether it is ready; the all-in-one is when its runtime is. */
  String readyUrl(Tier tier) {
    return tier == Tier.ALL ? url(Tier.RUNTIME) : url(tier);
  }

  /** Fixed ports, so that what was told an address before a kill finds it after. */
  Map<String, String> settings(Tier tier) {
    Map<String, String> settings = new TreeMap<>(PATIENCE);
    settings.put("KTSU_PROJECT_DIR", folder.toString());
    settings.put("KTSU_GATEWAY_CONFIG", folder.resolve("gateway.yaml").toString());
    Tier orchestrator = tier == Tier.OTHER_ORCHESTRATOR ? tier : Tier.ORCHESTRATOR;
    settings.put("KTSU_ORCHESTRATOR_PORT", ports.get(orchestrator).toString());
    settings.put("KTSU_RUNTIME_PORT", ports.get(Tier.RUNTIME).toString());
    settings.put("KTSU_GATEWAY_PORT", ports.get(Tier.GATEWAY).toString());
    settings.put("KTSU_ORCHESTRATOR_URL", address.orchestrator());
    settings.put("KTSU_OWN_URL", address.orchestrator());
    settings.put("KTSU_GATEWAY_URL", url(Tier.GATEWAY));
    settings.put("KTSU_LOG_LEVEL", "warn");
    if (plan.store() == Plan.Store.POSTGRES) {
      settings.put("KTSU_STORE_TYPE", "postgres");
      settings.put("KTSU_DB_URL", address.database());
    } else {
      settings.put("KTSU_DB_PATH", folder.resolve("ktsu.db").toString());
    }
    if (plan.keepsResults()) {
      settings.put("KTSU_RUNTIME_DATA_DIR", folder.resolve("results").toString());
    }
    return settings;
  }

  private String url(Tier tier) {
    return "http://127.0.0.1:" + ports.get(tier);
  }

  private static String template(String name) throws IOException {
    try (InputStream in = Site.class.getResourceAsStream("/crash/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
