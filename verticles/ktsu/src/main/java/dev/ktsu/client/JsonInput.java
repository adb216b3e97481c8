package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --input} gives: JSON, {@code @file}, or {@code -} for standard input. */
public final class JsonInput {
  private JsonInput() {}

  /** JSON where it is some, else the text itself. */
  static JsonNode orText(String said) {
    try {
      return Json.parse(said);
    } catch (Problem noJson) {
      return TextNode.valueOf(said);
    }
  }

  /**
   * Reads the parameters of a run.
   *
   * @throws CommandError when it is not one JSON object
   */
  public static ObjectNode read(String input, InputStream stdin) {
    try {
      if (Json.parse(bytes(input, stdin)) instanceof ObjectNode object) {
        return object;
      }
    } catch (Problem malformed) {
      throw new CommandError("--input: " + malformed.getMessage());
    }
    throw new CommandError("--input must be a JSON object, such as '{\"name\":\"World\"}'");
  }

  private static byte[] bytes(String input, InputStream stdin) {
    try {
      if (input.equals("-")) {
        return stdin.readAllBytes();
      }
      return input.startsWith("@")
          ? Files.readAllBytes(Path.of(input.substring(1)))
          : input.getBytes(StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new CommandError("--input: cannot read " + unreadable.getMessage());
    }
  }
}
