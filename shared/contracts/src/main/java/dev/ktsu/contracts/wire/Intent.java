package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime posts to {@link InvokeRequest#intentUrl} before it calls a tool that must not be
 * called twice. 200 permits the call; 403, 404 and 409 say that the leg is closed.
 *
 * @param leg that announced it; null in a {@link Resume}, where it no longer matters
 * @param turn from 1
 * @param call index among the calls of its turn that are made together, from 0
 * @param tool name by which the model called it
 * @param argumentsHash SHA-256, in hex, of the arguments as JSON with sorted keys and no white
 *     space
 */
public record Intent(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer leg,
    int turn,
    int call,
    String tool,
    String argumentsHash) {
  public Intent {
    tool = Objects.requireNonNullElse(tool, "");
    argumentsHash = Objects.requireNonNullElse(argumentsHash, "");
  }

  public static Intent of(int leg, int turn, int call, ToolCall announced) {
    return new Intent(leg, turn, call, announced.name(), hash(announced.arguments()));
  }

  /** Whether {@code call} asks the same tool for the same thing, in whatever turn. */
  public boolean isFor(ToolCall call) {
    return tool.equals(call.name()) && argumentsHash.equals(hash(call.arguments()));
  }

  /** What names arguments, whatever the order of their fields. */
  public static String hash(JsonNode arguments) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.canonicalBytes(arguments));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
