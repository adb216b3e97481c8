package dev.ktsu.bench;

import dev.ktsu.bench.product.Engine;
import java.util.List;

/** A benchmark whose first load keeps an engine as busy as it can be: what a profile looks at. */
interface Saturation extends Benchmark {
  /**
   * Starts the engine that is measured.
   *
   * @param flags further ones of its JVM
   */
  Engine start(Rig rig, List<String> flags) throws Exception;

  /** Keeps it busy. */
  Runs.Done saturate(Engine engine, Rig rig) throws Exception;
}
