package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Snapshot;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.store.StoreProblems;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prepared statements of the writer. Used by its thread alone. */
final class Statements implements AutoCloseable {
  private static final int TENANT = SqliteStore.TENANT;

  /**
   * A longer event and its payload stand apart. A page of 4,096 bytes keeps about 1,000 of a row
   * and puts the rest into pages of its own, which would make the journal slow to read.
   */
  private static final int ROW_BYTES_MAX = 800;

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final PreparedStatement savepoint;
  private final PreparedStatement release;
  private final PreparedStatement undo;
  private final PreparedStatement insertRun;
  private final PreparedStatement moveRun;
  private final PreparedStatement moveStanding;
  private final Rows<Entry> events;
  private final Rows<Entry> payloads;
  private final PreparedStatement insertFeed;
  private final PreparedStatement insertDefinition;
  private final PreparedStatement forgetClaims;
  private final PreparedStatement insertClaim;
  private final PreparedStatement findClaim;
  private final PreparedStatement findLease;
  private final PreparedStatement insertMail;
  private final PreparedStatement dataVersion;
  private final PreparedStatement insertSnapshot;

  /** Who was seen to be a member in this transaction. */
  private @Nullable Instance member;

  private final Appended appended = new Appended();
  private final Removals removals;

  Statements(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("begin immediate");
    commit = connection.prepareStatement("commit");
    rollback = connection.prepareStatement("rollback");
    savepoint = connection.prepareStatement("savepoint job");
    release = connection.prepareStatement("release job");
    undo = connection.prepareStatement("rollback to job");
    insertRun =
        connection.prepareStatement(
            """
            insert into runs (tenant, run_no, workflow, definition, state, settled, head, created_at,
              updated_at, completed_at, code, error, usage, wake_at, owner, held)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant, run_no) do nothing
            """);
    moveRun =
        connection.prepareStatement(
            """
            update runs set state = ?, settled = ?, head = ?, updated_at = ?, completed_at = ?,
              code = ?, error = ?, usage = ?, wake_at = ?, owner = ?, held = ?
            where tenant = ? and run_no = ? and head = ?
            """);
    // Naming a column of an index writes to it, also where its value stays.
    moveStanding =
        connection.prepareStatement(
            """
            update runs set head = ?, updated_at = ?, usage = ?
            where tenant = ? and run_no = ? and head = ?
            """);
    events =
        new Rows<>(
            connection,
            "journal",
            List.of("seq", "at", "type", "v", "meta", "payload"),
            Statements::setEvent);
    payloads = new Rows<>(connection, "payload", List.of("ref", "bytes"), Statements::setPayload);
    insertFeed = connection.prepareStatement("insert into feed (tenant, appends) values (?, ?)");
    insertDefinition =
        connection.prepareStatement(
            "insert into definitions (tenant, digest, files, used_at) values (?, ?, ?, "
                + SqliteInstances.NOW
                + ") on conflict (tenant, digest) do update set used_at = excluded.used_at");
    forgetClaims = connection.prepareStatement("delete from claims where tenant = ? and at < ?");
    insertClaim =
        connection.prepareStatement(
            "insert or ignore into claims (tenant, key, body, run_no, at) values (?, ?, ?, ?, ?)");
    findClaim =
        connection.prepareStatement(
            "select body, run_no, at from claims where tenant = ? and key = ?");
    findLease =
        connection.prepareStatement(
            "select 1 from instances where tenant = ? and id = ? and boot = ?");
    insertMail =
        connection.prepareStatement(
            """
            insert into mail (tenant, owner, run_no, head) values (?, ?, ?, ?)
            on conflict (tenant, owner, run_no) do update set head = excluded.head
            """);
    insertSnapshot =
        connection.prepareStatement(
            "insert or replace into snapshots (tenant, run_no, seq, v, state) values (?, ?, ?, ?,"
                + " ?)");
    dataVersion = connection.prepareStatement("pragma data_version");
    removals = new Removals(connection);
  }

  /** For what is asked seldom. */
  Connection connection() {
    return connection;
  }

  /** Another number than before when another process has committed in between. */
  int dataVersion() throws SQLException {
    try (ResultSet found = dataVersion.executeQuery()) {
      found.next();
      return found.getInt(1);
    }
  }

  void begin() throws SQLException {
    begin.execute();
    member = null;
    appended.clear();
  }

  void commit() throws SQLException {
    if (!appended.isEmpty()) {
      feed();
    }
    commit.execute();
  }

  void rollback() throws SQLException {
    rollback.execute();
  }

  /** What follows can be undone alone, until {@link #release}. */
  void savepoint() throws SQLException {
    savepoint.execute();
  }

  /** Undoes what was done since {@link #savepoint}; it still has to be released. */
  void undo() throws SQLException {
    undo.execute();
  }

  void release() throws SQLException {
    release.execute();
  }

  /**
   * Moves the head of the run and adds its events. A stale head and a writer that is no member are
   * refused before anything is written.
   */
  void append(Append append) throws SQLException {
    check(append.by());
    int moved = append.head() == 0 ? insert(append.row()) : move(append);
    if (moved == 0) {
      throw StoreProblems.staleHead(append.run(), append.head());
    }
    events.insert(append.run().number(), append.entries());
    payloads.insert(append.run().number(), withPayloadApart(append.entries()));
    if (append.snapshot() != null) {
      keep(append.row(), append.snapshot());
    }
    if (append.tell() != null) {
      tell(append.tell(), append.row());
    }
    appended.add(append);
  }

  /** Refuses a writer that is not a member any more. */
  private void check(@Nullable Instance by) throws SQLException {
    if (by == null || by.equals(member)) {
      return;
    }
    findLease.setInt(1, TENANT);
    findLease.setString(2, by.id());
    findLease.setString(3, by.boot());
    try (ResultSet found = findLease.executeQuery()) {
      if (!found.next()) {
        throw StoreProblems.leaseLost(by);
      }
    }
    member = by;
  }

  /** The appends of this transaction, for those who follow all runs. */
  private void feed() throws SQLException {
    insertFeed.setInt(1, TENANT);
    insertFeed.setString(2, appended.toJson());
    insertFeed.executeUpdate();
  }

  private void keep(RunRow row, byte[] snapshot) throws SQLException {
    insertSnapshot.setInt(1, TENANT);
    insertSnapshot.setLong(2, row.run().number());
    insertSnapshot.setLong(3, row.head());
    insertSnapshot.setInt(4, Snapshot.VERSION);
    insertSnapshot.setBytes(5, snapshot);
    insertSnapshot.executeUpdate();
  }

  private void tell(Instance owner, RunRow row) throws SQLException {
    insertMail.setInt(1, TENANT);
    insertMail.setString(2, owner.toString());
    insertMail.setLong(3, row.run().number());
    insertMail.setLong(4, row.head());
    insertMail.executeUpdate();
  }

  /** Those that throw away. */
  Removals removals() {
    return removals;
  }

  /** Something rare, which is prepared for this once; says how many rows it has changed. */
  int execute(String sql, Object... values) throws SQLException {
    try (PreparedStatement once = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        once.setObject(i + 1, values[i]);
      }
      return once.executeUpdate();
    }
  }

  void keepDefinition(String digest, byte[] files) throws SQLException {
    insertDefinition.setInt(1, TENANT);
    insertDefinition.setString(2, digest);
    insertDefinition.setBytes(3, files);
    insertDefinition.executeUpdate();
  }

  /** The holder of the key: this claim, or an earlier one. */
  Claim claim(Claim claim, long since) throws SQLException {
    forgetClaims.setInt(1, TENANT);
    forgetClaims.setLong(2, since);
    forgetClaims.executeUpdate();
    insertClaim.setInt(1, TENANT);
    insertClaim.setString(2, claim.key());
    insertClaim.setString(3, claim.body());
    insertClaim.setLong(4, claim.run().number());
    insertClaim.setLong(5, claim.at());
    insertClaim.executeUpdate();
    findClaim.setInt(1, TENANT);
    findClaim.setString(2, claim.key());
    try (ResultSet found = findClaim.executeQuery()) {
      found.next();
      return new Claim(
          claim.key(), found.getString(1), new RunId(found.getLong(2)), found.getLong(3));
    }
  }

  private int insert(RunRow row) throws SQLException {
    PreparedStatement sql = insertRun;
    sql.setInt(1, TENANT);
    sql.setLong(2, row.run().number());
    sql.setString(3, row.workflow());
    sql.setString(4, row.definition());
    sql.setString(5, row.state().inner());
    sql.setInt(6, row.settled() ? 1 : 0);
    sql.setLong(7, row.head());
    sql.setLong(8, row.createdAt());
    sql.setLong(9, row.updatedAt());
    sql.setLong(10, row.completedAt());
    sql.setString(11, row.code() == null ? null : row.code().word());
    sql.setString(12, row.error());
    sql.setString(13, Json.text(row.used()));
    sql.setLong(14, row.wakeAt());
    sql.setString(15, row.owner());
    sql.setInt(16, row.held());
    return sql.executeUpdate();
  }

  private int move(Append append) throws SQLException {
    if (append.standsStill()) {
      return moveStanding(append);
    }
    RunRow row = append.row();
    PreparedStatement sql = moveRun;
    sql.setString(1, row.state().inner());
    sql.setInt(2, row.settled() ? 1 : 0);
    sql.setLong(3, row.head());
    sql.setLong(4, row.updatedAt());
    sql.setLong(5, row.completedAt());
    sql.setString(6, row.code() == null ? null : row.code().word());
    sql.setString(7, row.error());
    sql.setString(8, Json.text(row.used()));
    sql.setLong(9, row.wakeAt());
    sql.setString(10, row.owner());
    sql.setInt(11, row.held());
    sql.setInt(12, TENANT);
    sql.setLong(13, row.run().number());
    sql.setLong(14, append.head());
    return sql.executeUpdate();
  }

  private int moveStanding(Append append) throws SQLException {
    RunRow row = append.row();
    PreparedStatement sql = moveStanding;
    sql.setLong(1, row.head());
    sql.setLong(2, row.updatedAt());
    sql.setString(3, Json.text(row.used()));
    sql.setInt(4, TENANT);
    sql.setLong(5, row.run().number());
    sql.setLong(6, append.head());
    return sql.executeUpdate();
  }

  private static List<Entry> withPayloadApart(List<Entry> entries) {
    List<Entry> with = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if (entry.payload() != null && !fitsInRow(entry, entry.payload())) {
        with.add(entry);
      }
    }
    return with;
  }

  private static void setEvent(PreparedStatement insert, int before, Entry entry)
      throws SQLException {
    byte[] payload = entry.payload();
    insert.setLong(before + 1, entry.seq());
    insert.setLong(before + 2, entry.at());
    insert.setString(before + 3, entry.type());
    insert.setInt(before + 4, entry.version());
    insert.setString(before + 5, new String(entry.meta(), StandardCharsets.UTF_8));
    insert.setBytes(before + 6, payload != null && fitsInRow(entry, payload) ? payload : null);
  }

  private static boolean fitsInRow(Entry entry, byte[] payload) {
    return entry.meta().length + payload.length <= ROW_BYTES_MAX;
  }

  private static void setPayload(PreparedStatement insert, int before, Entry entry)
      throws SQLException {
    insert.setLong(before + 1, entry.seq());
    insert.setBytes(before + 2, entry.payload());
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement sql :
        new PreparedStatement[] {
          begin,
          commit,
          rollback,
          savepoint,
          release,
          undo,
          insertRun,
          moveRun,
          moveStanding,
          insertFeed,
          insertDefinition,
          forgetClaims,
          insertClaim,
          findClaim,
          findLease,
          insertMail,
          dataVersion,
          insertSnapshot
        }) {
      sql.close();
    }
    events.close();
    payloads.close();
    removals.close();
  }
}
