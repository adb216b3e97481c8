package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What a failure of the driver means. */
final class Failures {
  /** Where a statement failed by its own values: data, constraints, limits of a program. */
  private static final Set<String> OF_VALUES = Set.of("22", "23", "54");

  private static final Set<String> DAMAGE = Set.of("XX001", "XX002");

  private Failures() {}

  enum Kind {
    /** The database cannot work now, or its answer was lost: sending again may help. */
    PASSING,
    /** It will refuse the same statement for ever. */
    OF_VALUES,
    /** Pages on disk are damaged. */
    DAMAGE
  }

  static Kind kind(Throwable failure) {
    if (failure instanceof PgException refused) {
      if (DAMAGE.contains(refused.getSqlState())) {
        return Kind.DAMAGE;
      }
      if (OF_VALUES.contains(family(refused))) {
        return Kind.OF_VALUES;
      }
    }
    return Kind.PASSING;
  }

  /** The first two characters of the state, which group failures by their cause. */
  static String family(PgException refused) {
    return refused.getSqlState().substring(0, 2);
  }

  /** For the caller of a read, and of a write that can be repeated. */
  static Problem of(Throwable failure) {
    return switch (kind(failure)) {
      case PASSING -> unavailable(failure);
      case OF_VALUES ->
          new Fault(
              Code.INTERNAL_ERROR,
              500,
              "internal error",
              "The database refused a statement: " + text(failure) + ".",
              "");
      case DAMAGE -> StoreProblems.corrupt(text(failure));
    };
  }

  static Transient unavailable(Throwable failure) {
    return unavailable(text(failure));
  }

  static Transient unavailable(String why) {
    return new Transient(
        Code.STORE_UNAVAILABLE,
        503,
        "store unavailable",
        "The database cannot work now: " + why + ".",
        "Check that Postgres runs and that this machine reaches it.",
        Duration.ofSeconds(2));
  }

  /** The events of one run cannot be kept, whatever is tried. */
  static Fault refused(RunId run, Throwable failure) {
    return new Fault(
        Code.STORE_CORRUPT,
        500,
        "store corrupt",
        "The database refuses the events of " + run + ": " + text(failure) + ".",
        "Compare the journal of the run with its row in runs.");
  }

  /** A deadline is over. */
  static TimeoutException silent() {
    return new TimeoutException("it does not answer");
  }

  /** Without details, which quote values. */
  static String text(Throwable failure) {
    return switch (failure) {
      case PgException refused -> refused.getErrorMessage() + " (" + refused.getSqlState() + ")";
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }
}
