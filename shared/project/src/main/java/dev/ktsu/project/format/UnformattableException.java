package dev.ktsu.project.format;

import dev.ktsu.project.yaml.Mark;

/** A file that is left as it is, because it could not be proved to keep its meaning. */
public final class UnformattableException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Mark mark;

  UnformattableException(Mark mark, String why) {
    super(why, null, false, false);
    this.mark = mark;
  }

  static UnformattableException atLine(int line, String why) {
    return new UnformattableException(new Mark(line + 1, 1), why);
  }

  /** Where the reason stands. */
  public Mark mark() {
    return mark;
  }
}
