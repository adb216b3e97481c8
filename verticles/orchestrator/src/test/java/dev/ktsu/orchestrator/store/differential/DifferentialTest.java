package dev.ktsu.orchestrator.store.differential;

import dev.ktsu.testkit.postgres.FreshDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A short series of what {@code .ci/differential} asks, so that it is kept up to date. */
class DifferentialTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final long OPERATIONS = 20_000;

  @TempDir Path folder;

  @Test
  void storesAnswerAlike() throws IOException {
    long seed = new SecureRandom().nextInt();
    System.out.println("seed " + seed);
    try (Differential stores = new Differential(seed, folder, DATABASE)) {
      System.out.println(stores.compared(OPERATIONS));
    }
  }
}
