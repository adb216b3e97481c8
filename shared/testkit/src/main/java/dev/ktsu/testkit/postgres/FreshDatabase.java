package dev.ktsu.testkit.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An empty database for a test class, dropped after it:
 *
 * <pre>{@code @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();}</pre>
 */
public final class FreshDatabase implements BeforeAllCallback, AfterAllCallback {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final String ADMIN = "postgres";

  private final String name = "test_" + MADE.incrementAndGet();

  @Override
  public void beforeAll(ExtensionContext context) {
    create();
  }

  /** For a program that is no test class. */
  public void create() {
    execute(ADMIN, "create database " + name + " template template0");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    drop();
  }

  public void drop() {
    execute(ADMIN, "drop database " + name + " with (force)");
  }

  /** Where it is: {@code postgres://postgres@127.0.0.1:<port>/<name>}. */
  public String url() {
    return url(port());
  }

  /** The same database behind a proxy on loopback. */
  public String url(int proxyPort) {
    return "postgres://postgres@127.0.0.1:" + proxyPort + "/" + name;
  }

  public int port() {
    return PostgresServer.shared().port();
  }

  /** Runs statements beside the code under test. */
  public void execute(String sql) {
    execute(name, sql);
  }

  /** The single number that a query gives. */
  public long number(String query) {
    try (Connection connection = open(name);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new AssertionError(query, failure);
    }
  }

  /** The first column of what a query gives. */
  public List<String> texts(String query) {
    try (Connection connection = open(name);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException failure) {
      throw new AssertionError(query, failure);
    }
  }

  /** Stops the server with all databases, and starts it again at the same address. */
  public void restartServer() {
    PostgresServer.shared().restart();
  }

  private static void execute(String database, String sql) {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  private static Connection open(String database) throws SQLException {
    int port = PostgresServer.shared().port();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, ADMIN, "");
  }
}
