package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Code;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the loop itself looks at among the fields that begin with {@code ktsu_}. */
final class Reserved {
  private static final String CONFIDENCE = "ktsu_confidence";
  private static final String SKIP_REASON = "ktsu_skip_reason";

  private Reserved() {}

  /** Fields that end the step, in the order in which they count. */
  enum Fatal {
    INJECTION("ktsu_injection_attempt", Code.INJECTION_ATTEMPT, "injection attempt detected"),
    UNTRUSTED("ktsu_untrusted_content", Code.UNTRUSTED_CONTENT, "untrusted content detected"),
    LOW_QUALITY("ktsu_low_quality", Code.LOW_QUALITY, "low quality output"),
    NEEDS_HUMAN("ktsu_needs_human", Code.NEEDS_HUMAN_REVIEW, "needs_human_review");

    private final String field;
    private final Code code;
    private final String error;

    Fatal(String field, Code code, String error) {
      this.field = field;
      this.code = code;
      this.error = error;
    }

    Result.Failed failure() {
      return new Result.Failed(code, error, null);
    }

    /** Anything but a plain no counts, as a model that means yes may say so in other ways. */
    private boolean isRaisedIn(JsonNode draft) {
      JsonNode value = draft.get(field);
      return value != null && !(value.isBoolean() && !value.booleanValue());
    }
  }

  static Optional<Fatal> fatalIn(JsonNode draft) {
    return Arrays.stream(Fatal.values()).filter(fatal -> fatal.isRaisedIn(draft)).findFirst();
  }

  /** Whether the draft says that the step has no ordinary output, whatever its schema asks for. */
  static boolean isSignal(JsonNode draft) {
    return draft.hasNonNull(SKIP_REASON) || fatalIn(draft).isPresent();
  }

  /** Whether the draft is sure enough of itself: it must have been asked to say so. */
  static boolean isConfident(JsonNode draft, double threshold, @Nullable JsonNode outputSchema) {
    boolean isDeclared = outputSchema != null && outputSchema.path("properties").has(CONFIDENCE);
    JsonNode confidence = draft.path(CONFIDENCE);
    return isDeclared
        && threshold > 0
        && confidence.isNumber()
        && confidence.doubleValue() >= threshold;
  }
}
