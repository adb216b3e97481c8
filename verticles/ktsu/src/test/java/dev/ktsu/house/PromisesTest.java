package dev.ktsu.house;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of promises says of each one how it stands, and by which test. */
class PromisesTest {
  private static final List<String> STANDINGS = List.of("kept", "changed", "not kept yet");

  private final Standings promises = new Standings(Sources.HOME.resolve("docs/promises.md"));

  @Test
  void everyPromiseStandsThereOnce() {
    promises.assertNumberedTo(145);
  }

  @Test
  void standingIsOneOfThreeAndHasItsReason() {
    promises.assertReasoned(STANDINGS);
  }

  @Test
  void pageCountsItsPromises() {
    promises.assertCounted("%d are kept, %d changed, %d not kept yet.", STANDINGS);
  }

  @Test
  void everyTestThatIsNamedExists() {
    promises.assertTestsExist();
  }
}
