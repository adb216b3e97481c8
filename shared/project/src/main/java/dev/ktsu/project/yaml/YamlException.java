package dev.ktsu.project.yaml;

/** A file that is no usable YAML, with the place of the first fault. */
public final class YamlException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Mark mark;
  private final String remedy;

  YamlException(Mark mark, String message, String remedy) {
    super(message, null, false, false);
    this.mark = mark;
    this.remedy = remedy;
  }

  public Mark mark() {
    return mark;
  }

  /** What to do, or an empty text. */
  public String remedy() {
    return remedy;
  }
}
