package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.run.RunStore.Snapshot;
import dev.ktsu.orchestrator.run.Upkeep.Kept;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How SQL stores read the tables that they have in common. */
public final class RunTable {
  /**
   * Digests of definitions that nobody refers to. Parameter: tenant, twice; {@code %s} is what
   * makes them old enough.
   */
  public static final String UNUSED_DEFINITIONS =
      """
      select digest from definitions where tenant = %1$s and %2$s
      and digest not in (select definition from runs where tenant = %1$s)
      """;

  /** Runs for which something may still happen, oldest first. Parameter: tenant. */
  public static final String UNSETTLED =
      "select run_no from runs where tenant = %s and settled = 0 order by run_no";

  /** Parameters: tenant, time. */
  public static final String OLD_CLAIMS = "delete from claims where tenant = %s and at < %s";

  /** What is sealed for no unfinished run, kept before a time. */
  public static final String UNNEEDED_SEALED =
      """
      delete from sealed where tenant = %1$s and at < %2$s and not exists (
        select 1 from runs r
        where r.tenant = sealed.tenant and r.run_no = sealed.run_no and r.settled = 0)
      """;

  /** Tables beside {@code runs} whose rows belong to one run, and go with it. */
  public static final List<String> OF_A_RUN =
      List.of("journal", "payload", "snapshots", "claims", "mail", "sealed");

  private static final String ROWS =
      "select run_no, workflow, definition, state, settled, head, created_at, updated_at,"
          + " completed_at, code, error, usage, wake_at, owner, held from runs where tenant = ";

  /**
   * How far the time in a run's number may be from that of its creation: it is named before, and
   * clocks are put right. The number is what the tables are ordered by.
   */
  private static final long NAMED_WITHIN_MILLIS = TimeUnit.HOURS.toMillis(1);

  private RunTable() {}

  /** A query with its values. */
  public record Select(String sql, Tuple values) {}

  /**
   * Runs, newest first.
   *
   * @param parameter how the n-th value is written, from 1
   */
  public static Select list(int tenant, RunQuery query, IntFunction<String> parameter) {
    Tuple values = Tuple.tuple();
    Function<Object, String> next = value -> parameter.apply(values.addValue(value).size());
    // Each state by itself: databases merge what several walks along the index of states find, and
    // would not use it for a set of them.
    String runs =
        query.states().isEmpty()
            ? listed(tenant, query, next)
            : query.states().stream()
                .distinct()
                .map(state -> listed(tenant, query, next) + in(state, next))
                .collect(Collectors.joining(" union all "));
    String sql = runs + " order by run_no desc limit " + next.apply(query.limit());
    return new Select(sql, values);
  }

  private static String in(State state, Function<Object, String> next) {
    String is = " and state = " + next.apply(state.inner());
    // What the index leaves out; a database does not conclude it from a parameter.
    return state == State.SUCCESS ? is : is + " and state <> '" + State.SUCCESS.inner() + "'";
  }

  private static String listed(int tenant, RunQuery query, Function<Object, String> next) {
    StringBuilder sql = new StringBuilder(ROWS).append(next.apply(tenant));
    if (!query.workflow().isEmpty()) {
      sql.append(" and workflow = ").append(next.apply(query.workflow()));
    }
    if (query.before() != null) {
      sql.append(" and run_no < ").append(next.apply(query.before().number()));
    }
    if (query.since() > 0) {
      sql.append(" and created_at >= ").append(next.apply(query.since()));
      sql.append(" and run_no >= ").append(next.apply(namedBefore(query.since())));
    }
    if (query.until() < Long.MAX_VALUE) {
      sql.append(" and created_at < ").append(next.apply(query.until()));
      sql.append(" and run_no < ").append(next.apply(namedAfter(query.until())));
    }
    if (query.held()) {
      sql.append(" and held > 0");
    }
    return sql.toString();
  }

  /** A number below those of all runs that were created from a time on. */
  private static long namedBefore(long millis) {
    return RunId.firstAt(millis - NAMED_WITHIN_MILLIS);
  }

  /** A number above those of all runs that were created before a time. */
  private static long namedAfter(long millis) {
    return RunId.firstAt(millis + NAMED_WITHIN_MILLIS);
  }

  /** One run. */
  public static Select one(int tenant, RunId run, IntFunction<String> parameter) {
    return new Select(
        ROWS + parameter.apply(1) + " and run_no = " + parameter.apply(2),
        Tuple.of(tenant, run.number()));
  }

  /** Settled runs beyond what is kept, oldest first. */
  public static Select outdated(int tenant, Kept kept, int limit, IntFunction<String> parameter) {
    Tuple values = Tuple.of(tenant);
    Function<Object, String> next = value -> parameter.apply(values.addValue(value).size());
    List<String> reasons = new ArrayList<>();
    if (kept.since() > 0) {
      // What has ended before a time was created before it.
      reasons.add(
          "completed_at < %s and run_no < %s"
              .formatted(next.apply(kept.since()), next.apply(namedAfter(kept.since()))));
    }
    if (kept.runsMax() > 0) {
      // The newest run that is one too many; nothing while there are not so many.
      reasons.add(
          "run_no <= (select run_no from runs where tenant = "
              + next.apply(tenant)
              + " and settled = 1 order by run_no desc limit 1 offset "
              + next.apply(kept.runsMax())
              + ")");
    }
    String sql =
        ROWS
            + parameter.apply(1)
            + " and settled = 1 and ("
            + (reasons.isEmpty() ? "1 = 0" : String.join(" or ", reasons))
            + ") order by run_no limit "
            + next.apply(limit);
    return new Select(sql, values);
  }

  /** A row of one of these. */
  public static RunRow run(Row row) {
    String code = row.getString(9);
    return new RunRow(
        new RunId(row.getLong(0)),
        row.getString(1),
        row.getString(2),
        State.of(row.getString(3)),
        row.getLong(4) == 1,
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        code == null ? null : Code.of(code),
        row.getString(10),
        Json.read(row.getString(11).getBytes(StandardCharsets.UTF_8), Metrics.class),
        row.getLong(12),
        row.getString(13) == null ? "" : row.getString(13),
        row.getInteger(14));
  }

  /** Rows {@code state, count}. */
  public static Map<State, Long> counts(RowSet<Row> rows) {
    Map<State, Long> counts = new EnumMap<>(State.class);
    rows.forEach(row -> counts.put(State.of(row.getString(0)), row.getLong(1)));
    return counts;
  }

  /** Parameters: tenant, run. */
  public static final String SNAPSHOT =
      "select seq, v, state from snapshots where tenant = %s and run_no = %s";

  /** What {@link #SNAPSHOT} finds. */
  public static Optional<Snapshot> snapshot(RowSet<Row> rows) {
    return all(
            rows,
            row -> new Snapshot(row.getLong(0), row.getInteger(1), row.getBuffer(2).getBytes()))
        .stream()
        .findFirst();
  }

  /** A row {@code seq, at, type, v, meta} of the journal. */
  public static Recorded event(Row row) {
    return event(row, 0);
  }

  /** The same where these are the columns from {@code first} on. */
  static Recorded event(Row row, int first) {
    return EventCodec.decode(
        row.getLong(first),
        row.getLong(first + 1),
        row.getString(first + 2),
        row.getInteger(first + 3),
        row.getString(first + 4).getBytes(StandardCharsets.UTF_8));
  }

  /** Every row through {@code read}, in order. */
  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }
}
