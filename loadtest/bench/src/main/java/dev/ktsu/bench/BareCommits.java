package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.product.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** What the disk gives: one row a commit, with the settings of the store and nothing around it. */
final class BareCommits implements Benchmark {
  private static final int ROW_BYTES = 400;

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    Files.createDirectories(rig.jars().data());
    return List.of(
        switch (rig.jars().store()) {
          case SQLITE -> sqlite(rig);
          case POSTGRES -> postgres(rig);
        });
  }

  private static Figure sqlite(Rig rig) throws IOException, SQLException {
    Path folder = Files.createTempDirectory(rig.jars().data(), "bare-");
    Path file = folder.resolve("bare.db");
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setGetGeneratedKeys(false);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
      return measure(rig, connection, "integer", "blob", "WAL, synchronous=FULL");
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static Figure postgres(Rig rig) throws IOException, SQLException {
    try (Store store = Store.in(rig.jars().data(), Store.Kind.POSTGRES);
        Connection connection = store.connect()) {
      return measure(rig, connection, "bigserial", "bytea", "fsync, synchronous_commit=on");
    }
  }

  private static Figure measure(Rig rig, Connection connection, String id, String bytes, String how)
      throws SQLException {
    Phases phases = rig.phases().shorter(3);
    try (Statement sql = connection.createStatement()) {
      sql.execute("create table bare (id %s primary key, bytes %s not null)".formatted(id, bytes));
      try (PreparedStatement insert =
          connection.prepareStatement("insert into bare (bytes) values (?)")) {
        commitFor(insert, phases.warmUp().toNanos() / 12);
        Samples samples = commitFor(insert, phases.measured().toNanos());
        return new Figure(
            "bare commits of " + rig.store(),
            "1 connection, 1 row of " + ROW_BYTES + " B a commit, " + how,
            samples.size() / (phases.measured().toMillis() / 1_000.0),
            Unit.COMMITS_PER_SECOND,
            Figure.NO_TARGET,
            samples.quantiles(),
            "");
      }
    }
  }

  private static Samples commitFor(PreparedStatement insert, long nanos) throws SQLException {
    byte[] row = new byte[ROW_BYTES];
    Samples samples = new Samples();
    long end = System.nanoTime() + nanos;
    long begun = System.nanoTime();
    while (begun < end) {
      insert.setBytes(1, row);
      insert.executeUpdate();
      long done = System.nanoTime();
      samples.add(done - begun);
      begun = done;
    }
    return samples;
  }
}
