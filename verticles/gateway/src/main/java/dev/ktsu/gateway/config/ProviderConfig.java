package dev.ktsu.gateway.config;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.project.ProviderType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One provider and its settings, with templates resolved. A setting that came out empty, as from a
 * variable that is set to nothing, stands at its default.
 *
 * @param values texts by key
 * @param places where a key stands in the file, or the provider itself for {@code ""}
 */
public record ProviderConfig(
    String name, ProviderType type, Map<String, String> values, Map<String, Place> places) {
  public ProviderConfig {
    values = Map.copyOf(values);
    places = Map.copyOf(places);
  }

  /**
   * A value that must be there and not be empty.
   *
   * @throws InvalidInput {@code missing <key>}
   */
  public String required(String key) {
    String value = text(key, "");
    if (value.isEmpty()) {
      throw wrong("", "missing " + key);
    }
    return value;
  }

  public String text(String key, String fallback) {
    String given = values.getOrDefault(key, "");
    return given.isEmpty() ? fallback : given;
  }

  /** An http or https URL without slashes at its end. */
  public String url(String key, String fallback) {
    return parsed(key, fallback, "an http:// or https:// URL", ProviderConfig::toUrl);
  }

  /** True or false; absent is false. */
  public boolean flag(String key) {
    return parsed(key, "false", "true or false", ProviderConfig::toBoolean);
  }

  /** A whole number from 0. */
  public int count(String key, int fallback) {
    return parsed(
        key, Integer.toString(fallback), "a whole number from 0", Integer::parseUnsignedInt);
  }

  /** Refuses a key that its type does not read. */
  public void knows(Set<String> keys) {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!keys.contains(key)) {
        throw wrong(
            key,
            "config key \""
                + key
                + "\" is not known to this type; known: "
                + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  /** What is wrong with {@code key}, or with the provider itself for an empty key. */
  public InvalidInput wrong(String key, String what) {
    Place place = places.getOrDefault(key, places.get(""));
    String message = "provider \"" + name + "\": " + what;
    return ConfigProblem.at(
        List.of(
            place == null
                ? Place.at("", message)
                : new Place(message, null, place.file(), place.line(), place.column())));
  }

  /** Never the values, so that a log line cannot show a key. */
  @Override
  public String toString() {
    return "ProviderConfig[" + name + ", " + type + "]";
  }

  private <T> T parsed(String key, String fallback, String expected, Function<String, T> parser) {
    String value = text(key, fallback);
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException unparsable) {
      throw wrong(key, "config key \"" + key + "\": \"" + value + "\" is not " + expected);
    }
  }

  private static String toUrl(String text) {
    URI url = URI.create(text);
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException(text);
    }
    return text.replaceAll("/+$", "");
  }

  private static boolean toBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
