package dev.ktsu.testing;

import dev.ktsu.project.TestCase;
import dev.ktsu.project.TestFile;
import dev.ktsu.testing.judge.Flaw;
import dev.ktsu.testing.judge.Judge;
import dev.ktsu.testing.judge.Snapshots;
import dev.ktsu.testing.play.Home;
import dev.ktsu.testing.play.Outcome;
import dev.ktsu.testing.play.Rehearsal;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A file of tests with the project that it is about.
 *
 * @param path on disk
 */
record TestSuite(Path path, Home home, TestFile file) {
  /**
   * Plays the tests.
   *
   * @param isWanted by the name of a test
   * @param isUpdating snapshots are kept as they are now
   * @param each told of every test as it ends
   */
  void play(
      Vertx vertx, Predicate<String> isWanted, boolean isUpdating, Consumer<TestVerdict> each) {
    Snapshots snapshots = Snapshots.of(path, isUpdating);
    for (TestCase test : file.tests()) {
      if (isWanted.test(test.name())) {
        each.accept(play(vertx, test, snapshots));
      }
    }
    snapshots.save(file.tests().stream().map(TestCase::name).toList());
  }

  private TestVerdict play(Vertx vertx, TestCase test, Snapshots snapshots) {
    long begun = System.nanoTime();
    Outcome outcome = Rehearsal.play(vertx, home, test);
    List<Flaw> flaws = new ArrayList<>(Judge.judge(test, outcome));
    snapshots.compare(test, outcome).ifPresent(flaws::add);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    return new TestVerdict(file.path(), test, outcome, flaws, millis);
  }
}
