package dev.ktsu.contracts.problems;

import java.util.List;

/** The caller's request cannot be served as it stands (4xx): the same request will fail again. */
public final class InvalidInput extends Problem {
  private static final long serialVersionUID = 1;

  public InvalidInput(
      Code code, int status, String error, String message, String remedy, List<Place> places) {
    super(code, status, error, message, remedy, places);
  }

  public InvalidInput(Code code, int status, String error, String message, String remedy) {
    this(code, status, error, message, remedy, List.of());
  }
}
