package dev.ktsu.project;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the steps of a workflow stand in its file, as JSON pointers. */
final class StepPlaces {
  private static final String PIPELINE = "/pipeline";

  private final Map<String, String> byId = new LinkedHashMap<>();

  private StepPlaces() {}

  static StepPlaces of(SourceFile file) {
    StepPlaces places = new StepPlaces();
    int index = 0;
    for (var step : file.root().json().path("pipeline")) {
      places.byId.putIfAbsent(step.path("id").asText(), PIPELINE + "/" + index++);
    }
    return places;
  }

  /** The place of a step; that of all of them for one whose id is no text, which is reported. */
  String of(String id) {
    return byId.getOrDefault(id, PIPELINE);
  }

  /** In the order of the file. */
  Map<String, String> all() {
    return byId;
  }
}
