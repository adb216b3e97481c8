package dev.ktsu.bench;

import java.util.List;

/** Measures one thing. */
interface Benchmark {
  /** Its name on the command line. */
  String name();

  /**
   * Measures. What does not add up (a refused request, a run that was left behind) is an exception,
   * never a figure.
   */
  List<Figure> measure(Rig rig) throws Exception;
}
