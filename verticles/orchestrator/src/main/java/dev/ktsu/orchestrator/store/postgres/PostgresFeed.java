package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.store.FeedTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * The feed of a database. Transactions commit in another order than their numbers were given, so
 * readers see those below the oldest that is still under way, and no other: below it nothing can
 * come any more. A transaction that stays open anywhere on the server holds the feed up.
 */
final class PostgresFeed implements Feed {
  private static final int COMMITS_AT_ONCE = 50_000;

  private static final String SETTLED = "txid_snapshot_xmin(txid_current_snapshot())";

  private static final String PAGE =
      FeedTable.page(
          "$",
          """
          select c.commit_no, e.run_no, e.first_seq, e.last_seq
          from (
            select * from feed
            where tenant = {p}1 and commit_no >= {p}2 and commit_no < %s
            order by commit_no limit {commits}
          ) c, unnest(c.run_nos, c.first_seqs, c.last_seqs) as e (run_no, first_seq, last_seq)
          """
              .formatted(SETTLED));

  /** A copy in another server may have numbers from the future: they are not waited for. */
  private static final String BOUNDS =
      """
      select least(coalesce((select value::bigint from meta where name = '%1$s'), 0), %2$s), %2$s
      """
          .formatted(FeedTable.OLDEST, SETTLED);

  /**
   * Those beyond the newest so many, and those of another server. Of the first kind it is kept
   * where they end.
   */
  private static final String TRIM =
      """
      with one_too_many as (
        select commit_no from feed where tenant = $1 order by commit_no desc offset $2 limit 1
      ),
      bound as (
        select least(o.commit_no, (
          select commit_no from feed where tenant = $1 order by commit_no offset $3 limit 1
        )) as commit_no
        from one_too_many o
      ),
      gone as (
        delete from feed where tenant = $1 and (
          commit_no <= (select commit_no from bound)
          or commit_no >= txid_snapshot_xmax(txid_current_snapshot()))
        returning commit_no
      ),
      marked as (
        insert into meta as m (name, value)
        select $4, (b.commit_no + 1)::text from bound b
        on conflict (name) do update
          set value = greatest(m.value::bigint, excluded.value::bigint)::text
      )
      select count(*) from gone
      """;

  private final PostgresInstances.Again again;

  PostgresFeed(PostgresInstances.Again again) {
    this.again = again;
  }

  @Override
  public Future<Page> read(FeedPosition after, int limit) {
    return again
        .read(PAGE, FeedTable.values(PostgresStore.TENANT, after, limit))
        .map(rows -> FeedTable.read(rows, after));
  }

  @Override
  public Future<Bounds> bounds() {
    return again
        .read(BOUNDS, Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Bounds(
                    FeedPosition.before(row.getLong(0)), FeedPosition.before(row.getLong(1))));
  }

  @Override
  public Future<Void> trim(int commitsMax) {
    return again
        .write(TRIM, Tuple.of(PostgresStore.TENANT, commitsMax, COMMITS_AT_ONCE, FeedTable.OLDEST))
        .compose(
            rows ->
                rows.iterator().next().getLong(0) > COMMITS_AT_ONCE
                    ? trim(commitsMax)
                    : Future.succeededFuture());
  }
}
