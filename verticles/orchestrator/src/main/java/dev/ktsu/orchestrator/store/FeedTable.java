package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Feed.Fed;
import dev.ktsu.orchestrator.run.Feed.Page;
import dev.ktsu.orchestrator.run.FeedPosition;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** How SQL stores read the table {@code feed}. */
public final class FeedTable {
  /** Name in {@code meta} of the first commit that was not trimmed. */
  public static final String OLDEST = "feed_oldest";

  /** A page looks at no more of them: each has one append or more. */
  private static final int COMMITS = 8;

  /**
   * The limit stands inside too, where nothing is joined yet: an append has one event or more. One
   * without, whose run was purged, comes alone.
   */
  private static final String PAGE =
      """
      select f.commit_no, f.run_no, r.workflow, j.seq, j.at, j.type, j.v, j.meta
      from (
        select * from ({appends}) a where (commit_no, run_no) >= ({p}2, {p}3)
        order by commit_no, run_no limit {p}5 + 1
      ) f
      left join runs r on r.tenant = {p}1 and r.run_no = f.run_no
      left join journal j on j.tenant = {p}1 and j.run_no = f.run_no
        and j.seq between f.first_seq and f.last_seq
        and (f.commit_no, f.run_no, j.seq) > ({p}2, {p}3, {p}4)
      where j.seq is not null or (f.commit_no, f.run_no) > ({p}2, {p}3)
      order by f.commit_no, f.run_no, j.seq limit {p}5
      """;

  private FeedTable() {}

  /**
   * Parameters: those of {@link #values}.
   *
   * @param parameter what a parameter begins with, before its number
   * @param appends query for the appends of the next commits, from that of parameter 2 on: {@code
   *     commit_no, run_no, first_seq, last_seq}; {@code {p}} stands for {@code parameter}, {@code
   *     {commits}} for how many
   */
  public static String page(String parameter, String appends) {
    return PAGE.replace("{appends}", appends)
        .replace("{commits}", Integer.toString(COMMITS + 1))
        .replace("{p}", parameter);
  }

  public static Tuple values(int tenant, FeedPosition after, int limit) {
    return Tuple.of(tenant, after.commit(), after.run(), after.seq(), limit);
  }

  /** What {@link #page} finds. */
  public static Page read(RowSet<Row> rows, FeedPosition after) {
    List<Fed> events = new ArrayList<>(rows.size());
    FeedPosition next = after;
    for (Row row : rows) {
      long commit = row.getLong(0);
      RunId run = new RunId(row.getLong(1));
      Long seq = row.getLong(3);
      next = new FeedPosition(commit, run.number(), seq == null ? 0 : seq);
      if (seq != null) {
        events.add(new Fed(next, run, row.getString(2), RunTable.event(row, 3)));
      }
    }
    return new Page(events, next);
  }
}
