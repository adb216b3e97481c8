package dev.ktsu.testkit.conformance;

import dev.ktsu.testkit.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes every test that ran and carries a {@link Case}, and writes {@code target/cases.tsv} of the
 * module at the end, or what {@code ktsu.cases} names where its tests run in several goes: one line
 * {@code case, class#method, passed or failed} for each. A method that failed in one of its
 * invocations is noted as failed; skipped tests prove nothing and leave no line.
 */
public final class CaseListener implements TestExecutionListener {
  private static final Path FILE =
      Path.of("target", System.getProperty("ktsu.cases", Conformance.REPORT));

  private final Set<String> proved = new ConcurrentSkipListSet<>();
  private final Set<String> broken = new ConcurrentSkipListSet<>();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      note(source.getJavaMethod(), source.getJavaClass().getSimpleName(), passed);
    }
  }

  private void note(Method method, String testClass, boolean passed) {
    for (Case marked : AnnotationSupport.findRepeatableAnnotations(method, Case.class)) {
      String line = marked.value() + "\t" + testClass + "#" + method.getName();
      (passed ? proved : broken).add(line);
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    Set<String> lines = new TreeSet<>();
    proved.stream().filter(line -> !broken.contains(line)).forEach(l -> lines.add(l + "\tpassed"));
    broken.forEach(line -> lines.add(line + "\tfailed"));
    try {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, lines);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
