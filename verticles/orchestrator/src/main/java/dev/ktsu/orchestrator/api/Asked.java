package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.time.Durations;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Query parameters of a request. One that cannot be read is refused by name, with the remedy. */
final class Asked {
  private final RoutingContext ctx;

  Asked(RoutingContext ctx) {
    this.ctx = ctx;
  }

  /** The last event that a reader of a stream has; empty when it begins. */
  String lastEventId() {
    String id = ctx.request().getHeader("Last-Event-ID");
    return id == null ? "" : id.strip();
  }

  /** Empty when it is not given. */
  String text(String name) {
    String text = ctx.queryParams().get(name);
    return text == null ? "" : text.strip();
  }

  /** The words between commas; none when it is not given. */
  List<String> words(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Whether the one word is given that the parameter can be; anything else is refused. */
  boolean flag(String name, String word) {
    String text = text(name);
    if (!text.isEmpty() && !text.equals(word)) {
      throw refused(name, text, word);
    }
    return !text.isEmpty();
  }

  /** From 1 to {@code max}, more is cut; what is no such number counts as not given. */
  int limit(int fallback, int max) {
    String text = text("limit");
    return text.matches("[1-9]\\d{0,8}") ? Math.min(Integer.parseInt(text), max) : fallback;
  }

  /** A number from 0; empty when it is not given. */
  OptionalLong number(String name) {
    return text(name).isEmpty() ? OptionalLong.empty() : OptionalLong.of(number(name, text(name)));
  }

  /** The text as a number from 0; {@code name} says where it stands. */
  static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw refused(name, text, "a whole number from 0");
    }
    return Long.parseLong(text);
  }

  /** {@code 500ms}, {@code 30s}, {@code 2m}, in milliseconds; 0 when it is not given. */
  long duration(String name, long maxMillis) {
    String text = text(name);
    if (text.isEmpty()) {
      return 0;
    }
    OptionalLong millis = Durations.millis(text);
    if (millis.isEmpty() || millis.getAsLong() > maxMillis) {
      String most = TimeUnit.MILLISECONDS.toMinutes(maxMillis) + "m";
      throw refused(name, text, "a time such as 500ms, 30s or 2m, at most " + most);
    }
    return millis.getAsLong();
  }

  /** A point in time, or how long ago it was ({@code 10m}, {@code 2h}, {@code 7d}). */
  OptionalLong time(String name, long now) {
    String text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong ago = Durations.millis(text);
    if (ago.isPresent()) {
      return OptionalLong.of(now - ago.getAsLong());
    }
    try {
      return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException neither) {
      throw refused(
          name, text, "a time such as 2026-01-31T12:00:00Z, or how long ago: 10m, 2h, 7d");
    }
  }

  /** A point in time; empty when it is not given. */
  OptionalLong moment(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException none) {
      throw refused(name, text, "a time such as 2026-01-31T12:00:00Z");
    }
  }

  /** A refusal that names the parameter and what it may be. */
  static InvalidInput refused(String name, String text, String expected) {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "invalid_request",
        "The parameter " + name + " cannot be \"" + text + "\".",
        "Give " + expected + ".");
  }
}
