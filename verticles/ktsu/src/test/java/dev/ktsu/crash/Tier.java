package dev.ktsu.crash;

import java.nio.file.Path;
import java.util.List;

/** A process of the product. */
enum Tier {
  ALL("ktsu", List.of("start", "--all")),
  GATEWAY("gateway", List.of()),
  ORCHESTRATOR("orchestrator", List.of()),
  OTHER_ORCHESTRATOR("orchestrator", List.of()),
  RUNTIME("runtime", List.of());

  private final String module;
  private final List<String> arguments;

  Tier(String module, List<String> arguments) {
    this.module = module;
    this.arguments = arguments;
  }

  /** Its jar in a clone that was built. */
  Path jar(Path root) {
    String name = module.equals("ktsu") ? "ktsu.jar" : "ktsu-" + module + ".jar";
    return root.resolve("verticles").resolve(module).resolve("target").resolve(name);
  }

  /** The class archive of processes that run the same jar. */
  Path archive(Path folder) {
    return folder.resolve(module + ".jsa");
  }

  List<String> arguments() {
    return arguments;
  }
}
