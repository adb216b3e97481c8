package dev.ktsu.contracts.problems;

import java.util.List;

/** The state has moved on (409): read it again and decide anew. */
public final class Conflict extends Problem {
  private static final long serialVersionUID = 1;

  public Conflict(
      Code code, int status, String error, String message, String remedy, List<Place> places) {
    super(code, status, error, message, remedy, places);
  }

  public Conflict(Code code, int status, String error, String message, String remedy) {
    this(code, status, error, message, remedy, List.of());
  }
}
