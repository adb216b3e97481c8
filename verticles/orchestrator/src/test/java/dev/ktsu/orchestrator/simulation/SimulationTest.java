package dev.ktsu.orchestrator.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Some of the worlds that {@code .ci/simulate} runs, so that they are kept up to date. */
class SimulationTest {
  private static final int SEEDS = 300;
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();

  @BeforeEach
  void quiet() {
    Simulation.quiet();
  }

  @AfterEach
  void loud() {
    root.setLevel(before);
  }

  @Test
  void everyInvariantHoldsInEachWorld() {
    Coverage coverage = new Coverage();
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertEquals("", Simulation.account(seed, coverage));
    }
  }

  @Test
  void seedTellsTheSameStoryEachTime() {
    List<String> story = tell(7);
    assertFalse(story.isEmpty());
    assertEquals(story, tell(7));
  }

  @Test
  void whatWasNeverMetIsAGap() {
    Coverage coverage = new Coverage();
    coverage.met("fault", "message lost");
    List<String> gaps = coverage.gaps();
    assertFalse(gaps.contains("fault message lost: 0"));
    assertFalse(gaps.contains("transition cancelling > failed: 0"));
    assertEquals(1, gaps.stream().filter("fault message late: 0"::equals).count());
  }

  private static List<String> tell(long seed) {
    List<String> story = new ArrayList<>();
    new World(seed, new Coverage(), story::add).run();
    return story;
  }
}
