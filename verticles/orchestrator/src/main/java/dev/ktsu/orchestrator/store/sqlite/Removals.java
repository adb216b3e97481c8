package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.store.FeedTable;
import dev.ktsu.orchestrator.store.RunTable;
import dev.ktsu.orchestrator.store.StoreProblems;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The writer's statements that throw away. Used by its thread alone. */
final class Removals implements AutoCloseable {
  /** Appends wait while pages are moved: so many take some ten milliseconds. */
  private static final int PAGES_AT_ONCE = 500;

  /** Up to this part of the file, free pages are left for what comes next. */
  private static final int FREE_PART = 4;

  /** The same with commits of the feed. */
  private static final int COMMITS_AT_ONCE = 5_000;

  private final PreparedStatement purgeRun;
  private final PreparedStatement findRun;
  private final PreparedStatement forgetClaims;
  private final PreparedStatement forgetDefinition;
  private final PreparedStatement trimFeed;
  private final PreparedStatement markFeed;
  private final PreparedStatement freePages;
  private final PreparedStatement pages;
  private final Statement shrink;
  private final List<PreparedStatement> purgeRest = new ArrayList<>();

  Removals(Connection connection) throws SQLException {
    purgeRun =
        connection.prepareStatement(
            "delete from runs where tenant = ? and run_no = ? and head = ? and settled = 1");
    findRun = connection.prepareStatement("select 1 from runs where tenant = ? and run_no = ?");
    forgetClaims = connection.prepareStatement(RunTable.OLD_CLAIMS.formatted("?", "?"));
    forgetDefinition =
        connection.prepareStatement(
            "delete from definitions where tenant = ? and digest = ? and used_at < "
                + SqliteInstances.NOW
                + " - ?");
    trimFeed =
        connection.prepareStatement(
            """
            delete from feed where commit_no <= min(
              (select max(commit_no) from feed) - max(?, 1),
              (select min(commit_no) from feed) + ?)
            """);
    markFeed =
        connection.prepareStatement(
            """
            insert or replace into meta (name, value)
            values (?, (select min(commit_no) from feed))
            """);
    freePages = connection.prepareStatement("pragma freelist_count");
    pages = connection.prepareStatement("pragma page_count");
    shrink = connection.createStatement();
    for (String table : RunTable.OF_A_RUN) {
      purgeRest.add(
          connection.prepareStatement("delete from " + table + " where tenant = ? and run_no = ?"));
    }
  }

  void purge(RunId run, long head) throws SQLException {
    purgeRun.setInt(1, SqliteStore.TENANT);
    purgeRun.setLong(2, run.number());
    purgeRun.setLong(3, head);
    if (purgeRun.executeUpdate() == 0) {
      refuseWhenThere(run, head);
      return;
    }
    for (PreparedStatement rest : purgeRest) {
      rest.setInt(1, SqliteStore.TENANT);
      rest.setLong(2, run.number());
      rest.executeUpdate();
    }
  }

  void forgetClaims(long since) throws SQLException {
    forgetClaims.setInt(1, SqliteStore.TENANT);
    forgetClaims.setLong(2, since);
    forgetClaims.executeUpdate();
  }

  /** One that was kept meanwhile stays: a run may begin with it. */
  void forgetDefinition(String digest, long unusedMillis) throws SQLException {
    forgetDefinition.setInt(1, SqliteStore.TENANT);
    forgetDefinition.setString(2, digest);
    forgetDefinition.setLong(3, unusedMillis);
    forgetDefinition.executeUpdate();
  }

  /**
   * Throws some of the oldest commits of the feed away when there are more than so many.
   *
   * @return whether there were
   */
  boolean trimFeed(int commitsMax) throws SQLException {
    trimFeed.setInt(1, commitsMax);
    trimFeed.setInt(2, COMMITS_AT_ONCE);
    boolean trimmed = trimFeed.executeUpdate() > 0;
    if (trimmed) {
      markFeed.setString(1, FeedTable.OLDEST);
      markFeed.executeUpdate();
    }
    return trimmed;
  }

  /**
   * Takes some free pages off the file, when there are many.
   *
   * @return whether there were; never in a file that was made without the means for it
   */
  boolean shrink() throws SQLException {
    long free = number(freePages);
    if (free * FREE_PART <= number(pages)) {
      return false;
    }
    // Only an update runs to its end: a page is freed with each step.
    shrink.executeUpdate("pragma incremental_vacuum(" + PAGES_AT_ONCE + ")");
    return number(freePages) < free;
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void refuseWhenThere(RunId run, long head) throws SQLException {
    findRun.setInt(1, SqliteStore.TENANT);
    findRun.setLong(2, run.number());
    try (ResultSet found = findRun.executeQuery()) {
      if (found.next()) {
        throw StoreProblems.staleHead(run, head);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    purgeRun.close();
    findRun.close();
    forgetClaims.close();
    forgetDefinition.close();
    trimFeed.close();
    markFeed.close();
    freePages.close();
    pages.close();
    shrink.close();
    for (PreparedStatement rest : purgeRest) {
      rest.close();
    }
  }
}
