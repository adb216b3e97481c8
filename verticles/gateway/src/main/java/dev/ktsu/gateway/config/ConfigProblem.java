package dev.ktsu.gateway.config;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import java.util.List;
import java.util.stream.Collectors;

/** Errors of gateway.yaml; the message holds every place, one a line. */
public final class ConfigProblem {
  private ConfigProblem() {}

  static InvalidInput of(String sentence) {
    return problem(sentence, List.of());
  }

  public static InvalidInput at(List<Place> places) {
    return problem(places.stream().map(Place::toString).collect(Collectors.joining("\n")), places);
  }

  private static InvalidInput problem(String message, List<Place> places) {
    return new InvalidInput(
        Code.PROJECT_INVALID, 400, "gateway config invalid", message, "", places);
  }
}
