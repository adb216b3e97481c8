package dev.ktsu.bench.product;

import dev.ktsu.bench.load.Outcome.Window;
import dev.ktsu.bench.load.Samples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** What the store says about the runs of a benchmark. Its times have a resolution of 1 ms. */
public final class Ledger implements AutoCloseable {
  private final Connection connection;

  /** Opens the store beside the orchestrator, for reading. */
  Ledger(Store store) throws SQLException {
    connection = store.connect();
  }

  /** Runs of a workflow. */
  public long runs(String workflow) throws SQLException {
    return number("select count(*) from runs where workflow = ?", workflow);
  }

  /** Runs of a workflow that did not end as a success, or have not ended. */
  public long unsuccessful(String workflow) throws SQLException {
    return number("select count(*) from runs where workflow = ? and state <> 'success'", workflow);
  }

  /** Events of the runs of a workflow. */
  public long events(String workflow) throws SQLException {
    return number("select coalesce(sum(head), 0) from runs where workflow = ?", workflow);
  }

  /** Runs of a workflow that completed in this time. */
  public long completed(String workflow, Window window) throws SQLException {
    return number(
        "select count(*) from runs where workflow = ? and completed_at >= ? and completed_at < ?",
        workflow,
        window.from(),
        window.until());
  }

  /** How long the runs of a workflow that were created in this time took, from created to ended. */
  public Samples durations(String workflow, Window window) throws SQLException {
    return millis(
        "select completed_at - created_at from runs"
            + " where workflow = ? and created_at >= ? and created_at < ?",
        workflow,
        window);
  }

  /** The time of each pure step of these runs: from the event before to its own. */
  public Samples stepGaps(String workflow, Window window) throws SQLException {
    return millis(
        "select j.at - b.at from runs r"
            + " join journal j on j.tenant = r.tenant and j.run_no = r.run_no"
            + " join journal b on b.tenant = j.tenant and b.run_no = j.run_no and b.seq = j.seq - 1"
            + " where r.workflow = ? and r.created_at >= ? and r.created_at < ?"
            + " and j.type = 'step_computed'",
        workflow,
        window);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private Samples millis(String sql, String workflow, Window window) throws SQLException {
    Samples samples = new Samples();
    try (PreparedStatement query = query(sql, workflow, window.from(), window.until());
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        samples.add(TimeUnit.MILLISECONDS.toNanos(rows.getLong(1)));
      }
    }
    return samples;
  }

  private long number(String sql, Object... values) throws SQLException {
    try (PreparedStatement query = query(sql, values);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private PreparedStatement query(String sql, Object... values) throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      query.setObject(i + 1, values[i]);
    }
    return query;
  }
}
