package dev.ktsu.orchestrator.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over the secrets of one run: {@code version(1) ‖ iv(12) ‖ ciphertext ‖ tag(16)}. The
 * run's id is authenticated too, so that bytes of one run cannot stand for those of another.
 */
public final class Seal {
  /** Bytes of a key. */
  public static final int KEY_BYTES = 32;

  private static final byte VERSION = 1;
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEAD_BYTES = 1 + IV_BYTES;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of {@link #KEY_BYTES} bytes
   */
  public Seal(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  byte[] close(RunId run, ObjectNode values) {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    try {
      byte[] plain = Json.bytes(values);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, run, iv);
      byte[] sealed = new byte[HEAD_BYTES + cipher.getOutputSize(plain.length)];
      sealed[0] = VERSION;
      System.arraycopy(iv, 0, sealed, 1, IV_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, HEAD_BYTES);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * What was sealed for this run.
   *
   * @throws dev.ktsu.contracts.problems.Fault when it was sealed with another key, for another run,
   *     or was changed
   */
  ObjectNode open(RunId run, byte[] sealed) {
    if (sealed.length <= HEAD_BYTES || sealed[0] != VERSION) {
      throw SecretProblems.unreadable(run);
    }
    byte[] iv = new byte[IV_BYTES];
    System.arraycopy(sealed, 1, iv, 0, IV_BYTES);
    try {
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, run, iv)
              .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
      return (ObjectNode) Json.parse(plain);
    } catch (GeneralSecurityException refused) {
      throw SecretProblems.unreadable(run);
    }
  }

  private Cipher cipher(int mode, RunId run, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    cipher.updateAAD(("ktsu caller secrets " + run).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
