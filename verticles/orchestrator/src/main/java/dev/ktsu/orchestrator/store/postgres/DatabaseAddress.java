package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which database, as whom, and which schema of it. Its text never shows the password. */
public final class DatabaseAddress {
  private static final String EXAMPLE = "postgres://user:password@host:5432/database";
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final String ROOT_CERTIFICATE = "sslrootcert";

  /** Parameters that are no settings of the session. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "hostaddr", "port", "user", "password", "dbname", "sslmode");

  /** Longer statements would be parsed anew each time. */
  private static final int CACHED_STATEMENT_CHARS_MAX = 8_192;

  private final PgConnectOptions options;
  private final String schema;

  private DatabaseAddress(PgConnectOptions options, String schema) {
    this.options = options;
    this.schema = schema;
  }

  /**
   * Reads the settings.
   *
   * @param url {@code postgres://user:password@host:port/database?sslmode=…}; other parameters are
   *     settings of the session, as {@code application_name}
   * @param schema empty for where the role's search path leads
   * @throws SettingError in a sentence without any part of the URL
   */
  public static DatabaseAddress of(String url, String schema) {
    if (url.isEmpty()) {
      throw unusable("is needed by the postgres store");
    }
    if (!schema.isEmpty() && !SCHEMA.matcher(schema).matches()) {
      throw new SettingError(
          Registry.DB_SCHEMA.env()
              + ": \""
              + schema
              + "\" is not valid, expected lower-case letters, digits and _, at most 63.");
    }
    return new DatabaseAddress(parsed(url), schema);
  }

  /** For a session whose statements end after {@code statementMillis}. */
  PgConnectOptions options(int statementMillis) {
    PgConnectOptions session =
        new PgConnectOptions(options)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlLimit(CACHED_STATEMENT_CHARS_MAX)
            .addProperty("synchronous_commit", "on")
            .addProperty("statement_timeout", Integer.toString(statementMillis));
    return schema.isEmpty() ? session : session.addProperty("search_path", schema);
  }

  /** Empty for where the search path leads. */
  String schema() {
    return schema;
  }

  /** To be kept out of logs; empty for none. */
  public String password() {
    return options.getPassword() == null ? "" : options.getPassword();
  }

  /** {@code user@host:port/database}. */
  @Override
  public String toString() {
    return options.getUser()
        + "@"
        + options.getHost()
        + ":"
        + options.getPort()
        + "/"
        + options.getDatabase();
  }

  private static PgConnectOptions parsed(String url) {
    try {
      PgConnectOptions options = PgConnectOptions.fromUri(url);
      Map<String, String> session = parameters(url);
      session.keySet().removeAll(OF_THE_CONNECTION);
      return secured(options, session.remove(ROOT_CERTIFICATE), session);
    } catch (IllegalArgumentException wrong) {
      // Its message quotes the URL.
      throw unusable("is not a Postgres URL; special characters are written as %XX");
    }
  }

  /** The driver reads those that it knows, and loses the others. */
  private static Map<String, String> parameters(String url) {
    Map<String, String> parameters = new TreeMap<>();
    int question = url.indexOf('?');
    String query = question < 0 ? "" : url.substring(question + 1);
    for (String parameter : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2) {
        parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static PgConnectOptions secured(
      PgConnectOptions options, @Nullable String root, Map<String, String> session) {
    ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
    SslMode mode = options.getSslMode();
    if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
      ssl.setTrustOptions(trust(root));
      ssl.setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    } else {
      ssl.setTrustAll(true);
    }
    session.forEach(options::addProperty);
    return options.setSslOptions(ssl);
  }

  private static TrustOptions trust(@Nullable String rootCertificate) {
    if (rootCertificate != null) {
      if (!Files.isReadable(Path.of(rootCertificate))) {
        throw unusable("names with " + ROOT_CERTIFICATE + " a file that cannot be read");
      }
      return new PemTrustOptions().addCertPath(rootCertificate);
    }
    try {
      TrustManagerFactory system =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      system.init((KeyStore) null);
      return TrustOptions.wrap(system.getTrustManagers()[0]);
    } catch (GeneralSecurityException missing) {
      throw unusable(
          "asks for verification, and this Java has no certificates; add " + ROOT_CERTIFICATE);
    }
  }

  private static SettingError unusable(String why) {
    return new SettingError(Registry.DB_URL.env() + " " + why + ", as in " + EXAMPLE + ".");
  }
}
