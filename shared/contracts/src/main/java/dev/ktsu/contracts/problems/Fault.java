package dev.ktsu.contracts.problems;

import java.util.List;

/** Ours, or a broken peer (5xx): a retry does not help, a person should look. */
public final class Fault extends Problem {
  private static final long serialVersionUID = 1;

  public Fault(
      Code code, int status, String error, String message, String remedy, List<Place> places) {
    super(code, status, error, message, remedy, places);
  }

  public Fault(Code code, int status, String error, String message, String remedy) {
    this(code, status, error, message, remedy, List.of());
  }
}
