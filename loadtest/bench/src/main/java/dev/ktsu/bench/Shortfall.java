package dev.ktsu.bench;

import java.util.List;

/** A benchmark fails by what it found, and what it has measured stands all the same. */
final class Shortfall extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient List<Figure> figures;

  Shortfall(String message, List<Figure> figures) {
    super(message);
    this.figures = List.copyOf(figures);
  }

  List<Figure> figures() {
    return figures;
  }
}
