package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a decision needs from the outside world: the time, chance, who can take work.
 *
 * @param at milliseconds since the epoch
 * @param seed fresh random bits, from which tokens are made
 * @param instance name of this process
 * @param placement who can take a leg
 * @param limits of one decision
 */
public record Occasion(long at, Seed seed, String instance, Placement placement, Limits limits) {

  /** 128 random bits. */
  public record Seed(long high, long low) {
    /** A token of 128 bits that cannot be guessed without the seed. */
    String token(StepPath step, int leg) {
      return HexFormat.of().formatHex(hash(step, leg), 0, 16);
    }

    /** A number from 0 to below 1 that says nothing of the tokens. */
    double chance(StepPath step, int leg) {
      long bits = ByteBuffer.wrap(hash(step, -leg)).getLong();
      return (bits >>> 11) * 0x1.0p-53;
    }

    private byte[] hash(StepPath step, int leg) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(ByteBuffer.allocate(20).putLong(high).putLong(low).putInt(leg).array());
        return digest.digest(step.text().getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /**
   * What an executor must be like.
   *
   * @param except one that must not be chosen, empty for none
   * @param resuming whether it must be able to go on with a conversation
   * @param labels that it must have
   */
  public record Wanted(String except, boolean resuming, List<String> labels) {
    public Wanted {
      labels = List.copyOf(labels);
    }
  }

  /** Who can take a leg. */
  @FunctionalInterface
  public interface Placement {
    /** Nobody. */
    Placement NOWHERE = (taken, wanted) -> Optional.empty();

    /**
     * @param taken legs that this decision has already given to each runtime
     */
    Optional<String> choose(Map<String, Integer> taken, Wanted wanted);
  }

  /**
   * @param pureStepsMax pure steps of one decision
   * @param queueMillis how long a leg waits for a runtime with room
   * @param graceMillis how long a leg whose runtime was lost waits for another; 0 = not at all
   * @param cancelMillis how long a leg that was asked to stop may take
   * @param deliveriesMax tries to hand a leg over
   */
  public record Limits(
      int pureStepsMax, long queueMillis, long graceMillis, long cancelMillis, int deliveriesMax) {}
}
