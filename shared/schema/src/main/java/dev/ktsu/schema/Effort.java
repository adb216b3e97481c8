package dev.ktsu.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One check, which is given up when it takes more than its value is worth: rules that refer to each
 * other can be tried a number of times that doubles with each of them. The limit is a matter of
 * schema and value alone, so the same check always ends the same way.
 */
final class Effort extends ExecutionContext {
  /** Rules tried at least: some 50 ms. */
  private static final long RULES_MIN = 200_000;

  private static final long RULES_PER_VALUE = 50;
  private static final int CHARS_A_VALUE = 16;

  /** An error is some objects that are kept until the end of the check. */
  private static final long RULES_PER_ERROR = 50;

  private static final int LOOKS_A_RULE = 20;

  /** For regular expressions, which the library does not tell for which check they work. */
  private static final ThreadLocal<@Nullable Effort> CURRENT = new ThreadLocal<>();

  private long left;

  private Effort(JsonNode value) {
    super(ExecutionConfig.builder().locale(Locale.ENGLISH).build());
    this.left = RULES_MIN + RULES_PER_VALUE * values(value);
  }

  /** What is tried goes on too long. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GivenUp() {
      super("the check takes too long", null, false, false);
    }
  }

  /** A check with this effort. */
  interface Check<T> {
    T with(Effort effort);
  }

  /**
   * @throws GivenUp when the check takes too long for the value
   */
  static <T> T on(JsonNode value, Check<T> check) {
    Effort outer = CURRENT.get();
    Effort effort = new Effort(value);
    CURRENT.set(effort);
    try {
      return check.with(effort);
    } finally {
      CURRENT.set(outer);
    }
  }

  /** A regular expression has looked at so many characters. */
  static void looked(long characters) {
    Effort effort = CURRENT.get();
    if (effort != null) {
      effort.spend(characters / LOOKS_A_RULE);
    }
  }

  @Override
  public void evaluationPathAddLast(String keyword) {
    spend(1);
    super.evaluationPathAddLast(keyword);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    spend(1);
    super.evaluationPathAddLast(index);
  }

  @Override
  public void addError(Error error) {
    spend(RULES_PER_ERROR);
    super.addError(error);
  }

  private void spend(long rules) {
    left -= rules;
    if (left < 0) {
      throw new GivenUp();
    }
  }

  private static long values(JsonNode value) {
    long values = 1 + (value.isTextual() ? value.textValue().length() / CHARS_A_VALUE : 0);
    for (JsonNode part : value) {
      values += values(part);
    }
    return values;
  }
}
