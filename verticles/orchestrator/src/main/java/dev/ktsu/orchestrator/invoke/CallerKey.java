package dev.ktsu.orchestrator.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A key by which a caller names its request, so that asking again does not begin another run.
 *
 * @param caller who asks: its API key, empty where none is needed
 * @param key the caller's own word, 1 to 255 visible characters
 */
public record CallerKey(String caller, String key) {
  private static final String VALID = "[\\x21-\\x7e]{1,255}";

  /**
   * @throws dev.ktsu.contracts.problems.InvalidInput when the key cannot be one
   */
  public CallerKey {
    if (!key.matches(VALID)) {
      throw InvokeProblems.badKey();
    }
  }

  /** The claim of {@code run} to this key; the store sees digests alone. */
  Claim claim(Invocations.Wanted wanted, RunId run, long at) {
    ObjectNode body = Json.object().put("run_at", wanted.startAt());
    body.set("params", wanted.params());
    String name = String.join("\n", caller, wanted.workflow(), key);
    return new Claim(
        digest(name.getBytes(StandardCharsets.UTF_8)), digest(Json.canonicalBytes(body)), run, at);
  }

  @Override
  public String toString() {
    return "CallerKey[" + key + "]";
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
