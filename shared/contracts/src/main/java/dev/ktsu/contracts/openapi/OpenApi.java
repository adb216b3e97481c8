package dev.ktsu.contracts.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The tiers whose HTTP is described in the form of OpenAPI 3.1. */
public enum OpenApi {
  ORCHESTRATOR,
  RUNTIME,
  GATEWAY;

  /** Every request of the tier, with what it takes and what it answers. */
  public ObjectNode document() {
    String file = name().toLowerCase(Locale.ROOT) + ".json";
    try (InputStream text = OpenApi.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalStateException("there is no " + file + " beside " + OpenApi.class);
      }
      return (ObjectNode) Json.parse(text.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
