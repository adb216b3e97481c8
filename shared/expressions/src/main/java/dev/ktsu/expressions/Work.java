package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the computation on this thread may still do, in units: one for each value that is looked at,
 * compared or made, and one for each 16 characters of text. Expressions spend by themselves; who
 * loops over values beside them calls {@link #spend} too. So no expression and no list, however
 * hostile or large, holds a thread for long or fills the memory.
 *
 * <p>An evaluation outside of any computation is one of its own, of {@link #HEAVY_MAX} units.
 */
public final class Work {
  /** Of a computation on an event loop: some 20 ms. */
  public static final long LIGHT_MAX = 500_000;

  /** Of a computation beside the event loops: a few seconds, 50 MB of JSON several times over. */
  public static final long HEAVY_MAX = 50_000_000;

  private static final int CHARS_A_UNIT = 16;

  /** So many units pass between two looks at the clock. */
  private static final long LOOK_UNITS = 10_000;

  private static final String TOO_MUCH =
      "more than %,d values are looked at or made; work on less data or build less"
          .formatted(HEAVY_MAX);

  private static final String TOO_LONG =
      "the time for it is up; work on less data, or raise KTSU_COMPUTE_DEADLINE_MS";

  private static final BooleanSupplier NEVER = () -> false;
  private static final Work ALONE = new Work(0, NEVER, false);
  private static final ThreadLocal<Work> CURRENT = ThreadLocal.withInitial(() -> ALONE);

  private final BooleanSupplier over;
  private final boolean light;
  private long left;
  private long nextLook;

  private Work(long units, BooleanSupplier over, boolean light) {
    this.left = units;
    this.nextLook = units - LOOK_UNITS;
    this.over = over;
    this.light = light;
  }

  /** A computation is too much for an event loop; nothing has come of it. */
  public static final class TooHeavy extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooHeavy() {
      super("the computation is too heavy for an event loop", null, false, false);
    }
  }

  /**
   * A computation for an event loop.
   *
   * @throws TooHeavy when it takes more than {@link #LIGHT_MAX} units; then it may be done again
   *     with {@link #heavy}
   */
  public static <T> T light(Supplier<T> computation) {
    return within(new Work(LIGHT_MAX, NEVER, true), computation::get);
  }

  /**
   * A computation beside the event loops. Beyond {@link #HEAVY_MAX} units, or once {@code over}
   * says that its time is up, its evaluations fail with an {@link ExpressionException}.
   */
  public static <T> T heavy(BooleanSupplier over, Callable<T> computation) throws Exception {
    return within(new Work(HEAVY_MAX, over, false), computation::call);
  }

  /** Spends units of the computation on this thread. */
  public static void spend(long units) {
    CURRENT.get().take(units);
  }

  /** Spends what the text is worth. */
  static void spend(String text) {
    CURRENT.get().take(1 + text.length() / CHARS_A_UNIT);
  }

  /**
   * Spends what the value with everything in it is worth, before it is written, copied or compared:
   * parts that stand in it many times are kept in memory once, and written many times.
   *
   * @return the units
   */
  public static long weigh(JsonNode value) {
    Work work = CURRENT.get();
    return work == ALONE ? 0 : work.takeAll(value);
  }

  /** An evaluation: part of the computation on this thread, else a computation of its own. */
  static <T> T evaluation(Supplier<T> evaluation) {
    return CURRENT.get() == ALONE
        ? within(new Work(HEAVY_MAX, NEVER, false), evaluation::get)
        : evaluation.get();
  }

  /** A computation that throws what {@code E} says. */
  private interface Computation<T, E extends Exception> {
    T get() throws E;
  }

  private static <T, E extends Exception> T within(Work work, Computation<T, E> computation)
      throws E {
    Work outer = CURRENT.get();
    CURRENT.set(work);
    try {
      return computation.get();
    } finally {
      CURRENT.set(outer);
    }
  }

  private void take(long units) {
    if (this == ALONE) {
      return;
    }
    left -= units;
    if (left < 0) {
      throw light ? new TooHeavy() : new ExpressionException(TOO_MUCH, 0);
    }
    if (left < nextLook) {
      nextLook = left - LOOK_UNITS;
      if (over.getAsBoolean()) {
        throw new ExpressionException(TOO_LONG, 0);
      }
    }
  }

  private long takeAll(JsonNode value) {
    long units = 1 + (value.isTextual() ? value.textValue().length() / CHARS_A_UNIT : 0);
    take(units);
    for (JsonNode part : value) {
      units += takeAll(part);
    }
    return units;
  }
}
