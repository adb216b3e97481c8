package dev.ktsu.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder of one plan, with the project in it, and the settings of its processes. */
final class Site {
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

  private final Path folder;
  private final List<Integer> ports = freePorts(3);

  /** Writes the project, whose files name the addresses of {@code outside}. */
  Site(Path folder, Outside outside) throws IOException {
    this.folder = folder;
    for (String name : FILES) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          template(name)
              .replace("@SINK@", outside.sinkUrl())
              .replace("@TOOLS@", outside.toolsUrl())
              .replace("@PROVIDER@", outside.providerUrl()));
    }
  }

  /** The tier that answers clients. */
  String orchestratorUrl() {
    return url(0);
  }

  /** Where {@code tier} says whether it is ready; the all-in-one is when its runtime is. */
  String readyUrl(Tier tier) {
    return switch (tier) {
      case ALL, RUNTIME -> url(1);
      case ORCHESTRATOR -> url(0);
      case GATEWAY -> url(2);
    };
  }

  /** Fixed ports, so that what was told an address before a kill finds it after. */
  Map<String, String> settings(boolean keepsResults) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("KTSU_PROJECT_DIR", folder.toString());
    settings.put("KTSU_DB_PATH", folder.resolve("ktsu.db").toString());
    settings.put("KTSU_GATEWAY_CONFIG", folder.resolve("gateway.yaml").toString());
    settings.put("KTSU_ORCHESTRATOR_PORT", ports.get(0).toString());
    settings.put("KTSU_RUNTIME_PORT", ports.get(1).toString());
    settings.put("KTSU_GATEWAY_PORT", ports.get(2).toString());
    settings.put("KTSU_ORCHESTRATOR_URL", url(0));
    settings.put("KTSU_GATEWAY_URL", url(2));
    settings.put("KTSU_LOG_LEVEL", "warn");
    settings.put("KTSU_STOP_GRACE_MS", "3000");
    // A restarted orchestrator does not know that a runtime is a new one, and waits that long.
    settings.put("KTSU_RUNTIME_SILENCE_S", "6");
    // A leg that loses its runtime again and again is given up on purpose, but not here.
    settings.put("KTSU_DELIVERIES_MAX", "1000");
    if (keepsResults) {
      settings.put("KTSU_RUNTIME_DATA_DIR", folder.resolve("results").toString());
    }
    return settings;
  }

  private String url(int port) {
    return "http://127.0.0.1:" + ports.get(port);
  }

  private static String template(String name) throws IOException {
    try (InputStream in = Site.class.getResourceAsStream("/crash/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
