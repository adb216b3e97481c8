package dev.ktsu.crash;

import java.nio.file.Path;
import java.util.List;

/** A process of the product. */
enum Tier {
  ALL("ktsu", "dev.ktsu.cli.Ktsu", List.of("start", "--all")),
  GATEWAY("gateway", "dev.ktsu.gateway.GatewayMain", List.of()),
  ORCHESTRATOR("orchestrator", "dev.ktsu.orchestrator.OrchestratorMain", List.of()),
  RUNTIME("runtime", "dev.ktsu.runtime.RuntimeMain", List.of());

  private final String module;
  private final String main;
  private final List<String> arguments;

  Tier(String module, String main, List<String> arguments) {
    this.module = module;
    this.main = main;
    this.arguments = arguments;
  }

  /** Its jar in a clone that was built. */
  Path jar(Path root) {
    String name = module.equals("ktsu") ? "ktsu.jar" : "ktsu-" + module + ".jar";
    return root.resolve("verticles").resolve(module).resolve("target").resolve(name);
  }

  String main() {
    return main;
  }

  List<String> arguments() {
    return arguments;
  }
}
