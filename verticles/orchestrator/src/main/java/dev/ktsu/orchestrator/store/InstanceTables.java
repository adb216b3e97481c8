package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Instances.Mail;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What SQL stores ask alike about the processes that share them; {@code %s} is a parameter. */
public final class InstanceTables {
  /** Parameter: tenant. */
  public static final String ORPHANS =
      """
      select run_no from runs
      where tenant = %s and settled = 0 and not exists (
        select 1 from instances i where i.tenant = runs.tenant and i.id || '~' || i.boot = owner)
      order by run_no
      """;

  /** Parameters: time, tenant, owner. */
  public static final String DUE =
      """
      select run_no from runs
      where wake_at > 0 and wake_at < %s and tenant = %s and owner = %s and settled = 0
      """;

  /** Parameters: tenant, owner. */
  public static final String MAIL =
      "select run_no, head from mail where tenant = %s and owner = %s";

  private InstanceTables() {}

  /** Rows {@code id, milliseconds}. */
  public static Map<String, Long> leases(RowSet<Row> rows) {
    Map<String, Long> leases = new TreeMap<>();
    rows.forEach(row -> leases.put(row.getString(0), row.getLong(1)));
    return leases;
  }

  public static List<RunId> runs(RowSet<Row> rows) {
    return RunTable.all(rows, row -> new RunId(row.getLong(0)));
  }

  public static List<Mail> mail(RowSet<Row> rows) {
    return RunTable.all(rows, row -> new Mail(new RunId(row.getLong(0)), row.getLong(1)));
  }
}
