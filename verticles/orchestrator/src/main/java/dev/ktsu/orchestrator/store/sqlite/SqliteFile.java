package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.orchestrator.store.StoreProblems;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A database file in the hands of an operator: looked at, copied while it is in use, put in place.
 * Reads only, and blocks: for commands, not for event loops. Fails with a {@link Problem} that
 * names the file and the remedy.
 */
public final class SqliteFile {
  private static final int BUSY_MILLIS = 10_000;

  private final Path file;

  public SqliteFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /**
   * What a file holds.
   *
   * @param schema version of its tables
   * @param minReader the oldest schema version that can read them
   * @param unsettled runs that are not over
   * @param users orchestrators that have a lease on it
   */
  public record Content(int schema, int minReader, long runs, long unsettled, List<String> users) {
    public Content {
      users = List.copyOf(users);
    }

    /** Whether this release can read it. */
    public boolean isReadable() {
      return schema <= Migrations.VERSION || minReader <= Migrations.VERSION;
    }
  }

  public boolean exists() {
    return Files.exists(file);
  }

  public Path path() {
    return file;
  }

  /** Looks into the file. */
  public Content content() {
    requireThere();
    return reading(SqliteFile::content);
  }

  /**
   * Copies the runs as they are at this moment into one compact file of its owner alone, while an
   * orchestrator goes on writing. The copy is there whole or not at all, and was read back.
   *
   * @return what the copy holds
   */
  public Content backUp(Path target) {
    requireThere();
    SqliteFile copy = new SqliteFile(target);
    if (copy.exists()) {
      throw StoreProblems.fileThere(copy.file.toString(), "Name another file, or remove it.");
    }
    return putAt(copy, part -> {});
  }

  /**
   * Puts a copy of this file where an orchestrator finds it.
   *
   * @param replace whether runs that are there may go
   * @return what it holds
   */
  public Content restore(Path target, boolean replace) {
    requireThere();
    if (!content().isReadable()) {
      throw StoreProblems.tooNew(file.toString());
    }
    checkAll();
    SqliteFile place = new SqliteFile(target);
    place.requireFree(replace);
    return putAt(place, SqliteFile::forgetUsers);
  }

  /** Fails when the file is damaged; reads all of it. */
  public void checkAll() {
    String found = reading(sql -> text(sql, "pragma integrity_check(1)"));
    if (!found.equals("ok")) {
      throw StoreProblems.corrupt(found);
    }
  }

  /** The last change to a copy before it gets its name. */
  private interface Finish {
    void apply(Path part) throws SQLException;
  }

  private Content putAt(SqliteFile target, Finish finish) {
    Path part = target.beside(".part");
    try {
      Files.createDirectories(part.getParent());
      Files.deleteIfExists(part);
      Files.createFile(part, ownerAlone());
      copyInto(part, finish);
      Content content = new SqliteFile(part).checked();
      // The log of a replaced file must never be read into the new one.
      Files.deleteIfExists(target.beside("-wal"));
      Files.deleteIfExists(target.beside("-shm"));
      Files.move(part, target.file, StandardCopyOption.ATOMIC_MOVE);
      flush(target.file.getParent());
      return content;
    } catch (IOException failure) {
      throw StoreProblems.unusable(target.file + " cannot be written: " + failure.getMessage());
    }
  }

  private void copyInto(Path part, Finish finish) throws IOException {
    try (Connection connection = open();
        Statement sql = connection.createStatement();
        PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
      if (text(sql, "pragma auto_vacuum").equals("0")) {
        // The copy can give space back, though this file cannot.
        sql.execute("pragma auto_vacuum = incremental");
      }
      copy.setString(1, part.toString());
      copy.execute();
      finish.apply(part);
    } catch (SQLException failure) {
      Files.deleteIfExists(part);
      throw StoreProblems.unusable(file + " cannot be copied: " + failure.getMessage());
    }
    flush(part);
  }

  private Content checked() {
    checkAll();
    return content();
  }

  private void requireThere() {
    if (!exists()) {
      throw StoreProblems.fileMissing(file.toString());
    }
  }

  /** What cannot be read may hold runs as well. */
  private void requireFree(boolean replace) {
    if (!exists()) {
      return;
    }
    Content there;
    try {
      there = content();
    } catch (Problem unreadable) {
      if (replace) {
        return;
      }
      throw unreadable;
    }
    if (!there.users().isEmpty()) {
      throw StoreProblems.fileInUse(file.toString(), String.join(", ", there.users()));
    }
    if (!replace && there.runs() > 0) {
      throw StoreProblems.fileThere(
          file + " with " + there.runs() + " runs",
          "Name another file with --db-path, or replace it with --force.");
    }
  }

  /** Whoever had a lease when the copy was made works on another file: its runs have no owner. */
  private static void forgetUsers(Path part) throws SQLException {
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + part);
        Statement sql = connection.createStatement()) {
      if (hasLeases(sql)) {
        sql.executeUpdate("delete from instances");
        sql.executeUpdate("delete from mail");
      }
    }
  }

  private Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private interface Reading<T> {
    T of(Statement sql) throws SQLException;
  }

  private <T> T reading(Reading<T> reading) {
    try (Connection connection = open();
        Statement sql = connection.createStatement()) {
      return reading.of(sql);
    } catch (SQLException failure) {
      throw StoreProblems.noStore(file.toString(), String.valueOf(failure.getMessage()));
    }
  }

  private Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static Content content(Statement sql) throws SQLException {
    return new Content(
        Integer.parseInt(text(sql, "pragma user_version")),
        Integer.parseInt(text(sql, "select value from meta where name = 'min_reader'")),
        Long.parseLong(text(sql, "select count(*) from runs")),
        Long.parseLong(text(sql, "select count(*) from runs where settled = 0")),
        users(sql));
  }

  private static List<String> users(Statement sql) throws SQLException {
    if (!hasLeases(sql)) {
      return List.of();
    }
    List<String> users = new ArrayList<>();
    try (ResultSet rows =
        sql.executeQuery(
            "select id from instances where expires_at > "
                + SqliteInstances.NOW
                + " order by id")) {
      while (rows.next()) {
        users.add(rows.getString(1));
      }
    }
    return users;
  }

  /** Older schemas have none. */
  private static boolean hasLeases(Statement sql) throws SQLException {
    return !text(sql, "select count(*) from sqlite_master where name = 'instances'").equals("0");
  }

  private static String text(Statement sql, String query) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      return row.next() ? row.getString(1) : "0";
    }
  }

  private static FileAttribute<?>[] ownerAlone() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes a file, or the names in a folder, last through a loss of power. */
  private static void flush(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
