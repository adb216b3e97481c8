package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.store.FeedTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.concurrent.atomic.AtomicBoolean;

/** The feed of a file: one transaction writes at a time, so numbers are given in their order. */
final class SqliteFeed implements Feed {
  private static final String PAGE =
      FeedTable.page(
          "?",
          """
          select c.commit_no, json_extract(e.value, '$[0]') as run_no,
            json_extract(e.value, '$[1]') as first_seq, json_extract(e.value, '$[2]') as last_seq
          from (
            select commit_no, appends from feed where tenant = {p}1 and commit_no >= {p}2
            order by commit_no limit {commits}
          ) c, json_each(c.appends) e
          """);

  private static final String BOUNDS =
      """
      select (select cast(value as integer) from meta where name = '%s'),
        (select max(commit_no) + 1 from feed)
      """
          .formatted(FeedTable.OLDEST);

  private final Vertx vertx;
  private final Writer writer;
  private final Pool readers;

  SqliteFeed(Vertx vertx, Writer writer, Pool readers) {
    this.vertx = vertx;
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<Page> read(FeedPosition after, int limit) {
    return readers
        .preparedQuery(PAGE)
        .execute(FeedTable.values(SqliteStore.TENANT, after, limit))
        .map(rows -> FeedTable.read(rows, after));
  }

  @Override
  public Future<Bounds> bounds() {
    return readers
        .query(BOUNDS)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Bounds(before(row, 0), before(row, 1)));
  }

  /** A part in each transaction, so that appends come between. */
  @Override
  public Future<Void> trim(int commitsMax) {
    AtomicBoolean more = new AtomicBoolean();
    return writer
        .submit(
            statements -> more.set(statements.removals().trimFeed(commitsMax)),
            vertx.getOrCreateContext())
        .compose(done -> more.get() ? trim(commitsMax) : Future.succeededFuture());
  }

  /** The start where there is no number yet. */
  private static FeedPosition before(Row row, int column) {
    Long commit = row.getLong(column);
    return commit == null ? FeedPosition.START : FeedPosition.before(commit);
  }
}
