package dev.ktsu.orchestrator.run;

/**
 * One orchestrator process.
 *
 * @param id its name, which a restart keeps
 * @param boot this start of it; a process that has lost its lease comes back under another
 */
public record Instance(String id, String boot) {
  private static final char BETWEEN = '~';

  /** The instance of {@link #toString}. */
  public static Instance parse(String text) {
    int at = text.lastIndexOf(BETWEEN);
    return at < 0
        ? new Instance(text, "")
        : new Instance(text.substring(0, at), text.substring(at + 1));
  }

  /** As owners are written in journals. */
  @Override
  public String toString() {
    return id + BETWEEN + boot;
  }
}
