package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The 200 to a {@link Checkpoint}; an empty body says the same as an empty object.
 *
 * @param spend what the leg may spend from now on; null for no change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointAnswer(Spend.@Nullable Limit spend) {
  public static final CheckpointAnswer EMPTY = new CheckpointAnswer(null);
}
