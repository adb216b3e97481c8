package dev.ktsu.project.yaml;

/** A place in a file; line and column count from 1. */
public record Mark(int line, int column) {
  public static final Mark START = new Mark(1, 1);

  Mark plus(int columns) {
    return new Mark(line, column + columns);
  }
}
