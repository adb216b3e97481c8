package dev.ktsu.testing;

import dev.ktsu.http.log.Logging;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.process.Loops;
import dev.ktsu.project.Diagnostic;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.Shell;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a project's own tests. */
@Command(
    name = "test",
    description = {
      "Runs the tests of a project: each is a run of a workflow whose models, tools and webhooks",
      "answer as the test says. Exit code 1 when one has failed."
    })
public final class TestCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      paramLabel = "<file|project>",
      description = "Files of tests, or roots of projects; default is the project here.")
  private List<Path> given = List.of(Path.of("."));

  @Option(
      names = "--filter",
      paramLabel = "<text>",
      description = "Only tests whose name holds the text.")
  private String filter = "";

  @Option(
      names = "--junit",
      paramLabel = "<file>",
      description = "Also writes a report in JUnit's XML.")
  private @Nullable Path junit;

  @Option(names = "--update", description = "Keeps snapshots as they are now.")
  private boolean update;

  @Option(names = "--verbose", description = "Shows the steps and calls of every test.")
  private boolean verbose;

  public TestCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Settings settings = Settings.of(shell.environment());
    List<TestSuite> suites = new TestFinder(settings.get(Registry.WORKFLOW_DIR)).find(given);
    refuseErrors(suites);
    Logging.start(settings.get(Registry.LOG_FORMAT), "error", new Secrets());
    long begun = System.nanoTime();
    TestPrintout printout = new TestPrintout(shell, verbose);
    List<TestVerdict> verdicts = play(suites, printout);
    if (verdicts.isEmpty()) {
      throw new CommandError("no test has a name that holds \"" + filter + "\"");
    }
    printout.sum(verdicts, System.nanoTime() - begun);
    if (junit != null) {
      JunitReport.write(junit, verdicts);
    }
    return verdicts.stream().allMatch(TestVerdict::hasPassed) ? 0 : 1;
  }

  private List<TestVerdict> play(List<TestSuite> suites, TestPrintout printout) {
    Predicate<String> isWanted = name -> name.contains(filter);
    List<TestVerdict> verdicts = new ArrayList<>();
    Vertx vertx = Loops.start();
    try {
      for (TestSuite suite : suites) {
        suite.play(
            vertx,
            isWanted,
            update,
            verdict -> {
              verdicts.add(verdict);
              printout.show(verdict);
            });
      }
    } finally {
      vertx.close().await();
    }
    return verdicts;
  }

  private static void refuseErrors(List<TestSuite> suites) {
    List<String> errors =
        suites.stream()
            .flatMap(suite -> suite.file().findings().stream())
            .filter(Diagnostic::isError)
            .map(Diagnostic::toString)
            .toList();
    if (!errors.isEmpty()) {
      throw new CommandError("the tests cannot be read", errors);
    }
  }
}
