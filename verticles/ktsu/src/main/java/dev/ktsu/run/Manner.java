package dev.ktsu.run;

import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.Shell;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of every command that runs workflows in this process. */
final class Manner {
  @Option(
      names = "--gateway-config",
      paramLabel = "<path>",
      description =
          "Providers and models; default $KTSU_GATEWAY_CONFIG, else gateway.yaml of the project.")
  private @Nullable String gatewayConfig;

  @Option(
      names = "--env",
      paramLabel = "<name>",
      description = "Environment file of the project; default $KTSU_ENV.")
  private @Nullable String environmentFile;

  @Option(
      names = "--json",
      description = "Prints one JSON event a line, and the record as the last.")
  private boolean json;

  @Option(names = "--verbose", description = "Shows the log of the tiers.")
  private boolean verbose;

  Settings settings(Map<String, String> environment) {
    Settings settings = Settings.of(environment);
    if (gatewayConfig != null) {
      settings = settings.with(Registry.GATEWAY_CONFIG, gatewayConfig);
    }
    return environmentFile == null
        ? settings
        : settings.with(Registry.ENVIRONMENT, environmentFile);
  }

  Progress progress(Shell shell) {
    return Progress.of(shell, json, verbose);
  }

  boolean verbose() {
    return verbose;
  }
}
