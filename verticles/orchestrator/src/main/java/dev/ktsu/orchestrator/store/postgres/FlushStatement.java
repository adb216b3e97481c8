package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Snapshot;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One statement that keeps many appends of different runs. It locks the rows of the runs in their
 * order, moves the heads that stand where the writer saw them, brings new runs into being, adds
 * events and payloads of these winners alone, and says for each run how it stands.
 *
 * <p>Sending it again does no harm: an append that is already kept finds its own number in the row.
 */
final class FlushStatement {
  static final String SQL =
      """
      with given as (
        select * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
          $7::text[], $8::integer[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[],
          $13::text[], $14::text[], $15::text[], $16::bigint[], $17::text[], $30::integer[], $18::text[])
        as t (run_no, seen, append_no, workflow, definition, state, settled, head, created_at,
          updated_at, completed_at, code, error, usage, wake_at, owner, held, tell)
      ),
      member as (
        select from instances where tenant = $1::integer and id = $19::text and boot = $20::text
        union all select where $19::text = ''
      ),
      found as materialized (
        select run_no, head, last_append from runs
        where tenant = $1::integer and run_no = any($2::bigint[])
        order by run_no for no key update
      ),
      moved as (
        update runs r set state = g.state, settled = g.settled, head = g.head,
          updated_at = g.updated_at, completed_at = g.completed_at, code = g.code, error = g.error,
          usage = g.usage, wake_at = g.wake_at, owner = g.owner, held = g.held, last_append = g.append_no
        from given g join found f on f.run_no = g.run_no and f.head = g.seen
        where exists (select from member) and r.tenant = $1::integer and r.run_no = g.run_no and r.head = g.seen
        returning r.run_no
      ),
      born as (
        insert into runs (tenant, run_no, workflow, definition, state, settled, head, created_at,
          updated_at, completed_at, code, error, usage, wake_at, owner, held, last_append)
        select $1::integer, run_no, workflow, definition, state, settled, head, created_at,
          updated_at, completed_at, code, error, usage, wake_at, owner, held, append_no
        from given where seen = 0 and exists (select from member) order by run_no
        on conflict (tenant, run_no) do nothing
        returning run_no
      ),
      won as (
        select run_no from moved union all select run_no from born
      ),
      events as (
        insert into journal (tenant, run_no, seq, at, type, v, meta)
        select $1::integer, e.*
        from unnest($21::bigint[], $22::bigint[], $23::bigint[], $24::text[], $25::integer[],
          $26::text[]) as e (run_no, seq, at, type, v, meta)
        where e.run_no in (select run_no from won)
      ),
      fed as (
        insert into feed (tenant, run_nos, first_seqs, last_seqs)
        select $1::integer, array_agg(run_no), array_agg(seen + 1), array_agg(head) from given
        where run_no in (select run_no from won) having count(*) > 0
      ),
      bodies as (
        insert into payload (tenant, run_no, ref, bytes)
        select $1::integer, b.*
        from unnest($27::bigint[], $28::bigint[], $29::bytea[]) as b (run_no, ref, bytes)
        where b.run_no in (select run_no from won)
      ),
      kept as (
        insert into snapshots (tenant, run_no, seq, v, state)
        select $1::integer, s.* from unnest($31::bigint[], $32::bigint[], $33::integer[],
          $34::bytea[]) as s (run_no, seq, v, state)
        where s.run_no in (select run_no from won)
        on conflict (tenant, run_no) do update
          set seq = excluded.seq, v = excluded.v, state = excluded.state
      ),
      mailed as (
        insert into mail (tenant, owner, run_no, head)
        select $1::integer, tell, run_no, head from given
        where tell is not null and run_no in (select run_no from won) order by tell, run_no
        on conflict (tenant, owner, run_no) do update set head = excluded.head
        returning owner
      )
      select g.run_no, w.run_no is not null, f.head, f.last_append, exists (select from member),
        (select count(pg_notify('ktsu_' || current_schema(), m.owner)) from mailed m)
      from given g left join won w on w.run_no = g.run_no left join found f on f.run_no = g.run_no
      """;

  private FlushStatement() {}

  /** An append under its number, by which its traces are known. */
  record Numbered(long number, Append append) {}

  /** How a run stood when the statement had its lock. */
  enum Fate {
    KEPT,
    STALE,
    /** The writer is not a member any more. */
    NO_MEMBER,
    /** Someone else was bringing the run into being at the same moment: send again. */
    UNKNOWN
  }

  private record Event(long run, Entry entry) {}

  /** The values for these appends of one writer, each of another run, in the order of the runs. */
  static Tuple values(List<Numbered> appends) {
    Tuple values = Tuple.of(PostgresStore.TENANT);
    values.addArrayOfLong(longs(appends, a -> a.append().run().number()));
    values.addArrayOfLong(longs(appends, a -> a.append().head()));
    values.addArrayOfLong(longs(appends, Numbered::number));
    addRows(values, appends.stream().map(a -> a.append().row()).toList());
    values.addArrayOfString(
        texts(appends, a -> a.append().tell() == null ? null : a.append().tell().toString()));
    Instance by = appends.get(0).append().by();
    values.addString(by == null ? "" : by.id()).addString(by == null ? "" : by.boot());
    List<Event> events =
        appends.stream()
            .flatMap(
                a ->
                    a.append().entries().stream().map(e -> new Event(a.append().run().number(), e)))
            .toList();
    addEvents(values, events);
    addBodies(values, events.stream().filter(e -> e.entry().payload() != null).toList());
    values.addArrayOfInteger(
        appends.stream().map(a -> a.append().row().held()).toArray(Integer[]::new));
    addSnapshots(
        values, appends.stream().map(Numbered::append).filter(a -> a.snapshot() != null).toList());
    return values;
  }

  private static void addSnapshots(Tuple values, List<Append> kept) {
    values.addArrayOfLong(longs(kept, a -> a.run().number()));
    values.addArrayOfLong(longs(kept, a -> a.row().head()));
    values.addArrayOfInteger(kept.stream().map(a -> Snapshot.VERSION).toArray(Integer[]::new));
    values.addArrayOfBuffer(
        kept.stream().map(a -> Buffer.buffer(a.snapshot())).toArray(Buffer[]::new));
  }

  /** What a row of the answer says about its append. */
  static Fate fate(Row row, Numbered sent) {
    if (row.getBoolean(1)) {
      return Fate.KEPT;
    }
    Long head = row.getLong(2);
    if (head != null && row.getLong(3) == sent.number()) {
      return Fate.KEPT;
    }
    if (!row.getBoolean(4)) {
      return Fate.NO_MEMBER;
    }
    return head == null && sent.append().head() == 0 ? Fate.UNKNOWN : Fate.STALE;
  }

  private static void addRows(Tuple values, List<RunRow> rows) {
    values.addArrayOfString(texts(rows, RunRow::workflow));
    values.addArrayOfString(texts(rows, RunRow::definition));
    values.addArrayOfString(texts(rows, row -> row.state().inner()));
    values.addArrayOfInteger(
        rows.stream().map(row -> row.settled() ? 1 : 0).toArray(Integer[]::new));
    values.addArrayOfLong(longs(rows, RunRow::head));
    values.addArrayOfLong(longs(rows, RunRow::createdAt));
    values.addArrayOfLong(longs(rows, RunRow::updatedAt));
    values.addArrayOfLong(longs(rows, RunRow::completedAt));
    values.addArrayOfString(texts(rows, row -> row.code() == null ? null : row.code().word()));
    values.addArrayOfString(texts(rows, row -> keepable(row.error())));
    values.addArrayOfString(texts(rows, row -> Json.text(row.used())));
    values.addArrayOfLong(longs(rows, RunRow::wakeAt));
    values.addArrayOfString(texts(rows, RunRow::owner));
  }

  private static void addEvents(Tuple values, List<Event> events) {
    values.addArrayOfLong(longs(events, Event::run));
    values.addArrayOfLong(longs(events, e -> e.entry().seq()));
    values.addArrayOfLong(longs(events, e -> e.entry().at()));
    values.addArrayOfString(texts(events, e -> e.entry().type()));
    values.addArrayOfInteger(events.stream().map(e -> e.entry().version()).toArray(Integer[]::new));
    values.addArrayOfString(
        texts(events, e -> new String(e.entry().meta(), StandardCharsets.UTF_8)));
  }

  private static void addBodies(Tuple values, List<Event> events) {
    values.addArrayOfLong(longs(events, Event::run));
    values.addArrayOfLong(longs(events, e -> e.entry().seq()));
    values.addArrayOfBuffer(
        events.stream().map(e -> Buffer.buffer(e.entry().payload())).toArray(Buffer[]::new));
  }

  /** Text of Postgres holds every character but this one; the journal has the whole truth. */
  private static String keepable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static <T> Long[] longs(List<T> items, Function<T, Long> value) {
    return items.stream().map(value).toArray(Long[]::new);
  }

  private static <T> String[] texts(List<T> items, Function<T, @Nullable String> value) {
    return items.stream().map(value).toArray(String[]::new);
  }
}
