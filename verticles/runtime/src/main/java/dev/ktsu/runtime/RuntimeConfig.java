package dev.ktsu.runtime;

import dev.ktsu.http.client.Clients;
import dev.ktsu.http.server.Exposure;
import dev.ktsu.runtime.leg.Peers;
import dev.ktsu.runtime.mcp.transport.Egress;
import dev.ktsu.runtime.mcp.transport.Limits;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The settings of one runtime, read and checked at its start. */
record RuntimeConfig(
    String host,
    int port,
    String ownUrl,
    String id,
    List<String> labels,
    String dataDir,
    long outboxBytesMax,
    long reportWaitMillis,
    int slots,
    int loops,
    String orchestratorUrl,
    String gatewayUrl,
    long modelCallMillis,
    Limits toolLimits,
    Egress egress,
    boolean toolsOfAll,
    String internalToken,
    int bodyBytesMax,
    long stopGraceMillis) {

  /**
   * Reads them.
   *
   * @throws SettingError when one cannot be used, or the address would be open to everyone
   */
  static RuntimeConfig of(Settings settings) {
    String host = settings.get(Registry.RUNTIME_HOST);
    String token = settings.get(Registry.INTERNAL_TOKEN);
    Exposure.refusal("runtime", host, token, settings.get(Registry.INSECURE))
        .ifPresent(
            refusal -> {
              throw new SettingError(refusal);
            });
    return new RuntimeConfig(
        host,
        settings.get(Registry.RUNTIME_PORT),
        settings.get(Registry.RUNTIME_OWN_URL),
        settings.get(Registry.RUNTIME_ID),
        settings.get(Registry.RUNTIME_LABELS),
        settings.get(Registry.RUNTIME_DATA_DIR),
        settings.get(Registry.OUTBOX_BYTES_MAX),
        settings.get(Registry.REPORT_WAIT_MS),
        settings.get(Registry.RUNTIME_SLOTS),
        settings.get(Registry.RUNTIME_LOOPS),
        settings.get(Registry.ORCHESTRATOR_URL_OF_RUNTIME),
        settings.get(Registry.GATEWAY_URL_OF_RUNTIME),
        settings.get(Registry.MODEL_CALL_TIMEOUT_MS),
        new Limits(
            settings.get(Registry.TOOL_CALL_TIMEOUT_MS),
            settings.get(Registry.TOOL_RESULT_BYTES_MAX)),
        new Egress(
            Clients.proxy(settings.get(Registry.EGRESS_PROXY)),
            settings.get(Registry.EGRESS_DIRECT)),
        settings.get(Registry.ALLOWLIST_DEFAULT_ALL),
        token,
        settings.get(Registry.BODY_BYTES_MAX),
        settings.get(Registry.STOP_GRACE_MS));
  }

  Peers peers() {
    return new Peers(internalToken);
  }

  /** Where the orchestrator reaches this runtime on {@code port}. */
  String urlAt(int port) {
    return ownUrl.isEmpty() ? "http://" + bracketed(reachableHost()) + ":" + port : ownUrl;
  }

  /** The name in heartbeats. */
  String idAt(int port) {
    return id.isEmpty() ? "rt-" + machine() + "-" + port : id;
  }

  private String reachableHost() {
    return host.equals("0.0.0.0") || host.equals("::") ? machine() : host;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
