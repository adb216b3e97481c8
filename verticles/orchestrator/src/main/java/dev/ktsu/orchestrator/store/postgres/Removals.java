package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.orchestrator.store.RunTable;
import java.util.stream.Collectors;

/** Statements that throw away. Doing one again does no harm. */
final class Removals {
  /** Whether the run is there and was left alone: another head, or not settled. */
  static final String PURGE =
      """
      with gone as (
        delete from runs where tenant = $1 and run_no = $2 and head = $3 and settled = 1
        returning run_no
      )
      """
          + RunTable.OF_A_RUN.stream().map(Removals::withItsRows).collect(Collectors.joining())
          + """
          select not exists (select 1 from gone)
            and exists (select 1 from runs where tenant = $1 and run_no = $2)
          """;

  private static final String OLD = "used_at < clock_timestamp() - $2 * interval '1 millisecond'";

  static final String FORGET_CLAIMS = RunTable.OLD_CLAIMS.formatted("$1", "$2");

  /** One that was kept meanwhile stays: a run may begin with it. */
  static final String FORGET_DEFINITIONS =
      """
      delete from definitions d using (
      """
          + RunTable.UNUSED_DEFINITIONS.formatted("$1", OLD)
          + """
          ) unused
          where d.tenant = $1 and d.digest = unused.digest and d.\
          """
          + OLD;

  private Removals() {}

  private static String withItsRows(String table) {
    return """
    , gone_%1$s as (
      delete from %1$s where tenant = $1 and run_no in (select run_no from gone)
    )
    """
        .formatted(table);
  }
}
