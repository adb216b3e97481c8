package dev.ktsu.client;

import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the orchestrator which its flags or the environment name. */
abstract class ClientCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  ClientCommand(Shell shell) {
    this.shell = shell;
  }

  /** Does the work and gives the exit code. */
  abstract int call(OrchestratorClient client);

  @Spec
  final void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.addClient(spec);
  }

  @Override
  public final Integer call() {
    return call(OrchestratorClient.of(SettingFlags.read(spec, shell.environment())));
  }

  final InputStream in() {
    return shell.in();
  }

  final PrintStream out() {
    return shell.out();
  }

  final PrintStream err() {
    return shell.err();
  }

  final Map<String, String> environment() {
    return shell.environment();
  }
}
