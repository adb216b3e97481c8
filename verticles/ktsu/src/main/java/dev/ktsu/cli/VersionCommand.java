package dev.ktsu.cli;

import dev.ktsu.shell.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What was built from what, and when: the date is that of the commit, so that builds repeat. */
@Command(name = "version", description = "Prints version, commit and date of this build.")
final class VersionCommand implements Callable<Integer> {
  private final Shell shell;

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Properties build = new Properties();
    try (InputStream in = VersionCommand.class.getResourceAsStream("build.properties")) {
      build.load(Objects.requireNonNull(in));
    }
    shell.out().println("Version:  " + build.getProperty("version"));
    shell.out().println("Commit:   " + build.getProperty("commit"));
    shell.out().println("Built:    " + build.getProperty("built"));
    return 0;
  }
}
