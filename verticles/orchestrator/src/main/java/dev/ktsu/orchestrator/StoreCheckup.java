package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.doctor.Checkup;
import dev.ktsu.orchestrator.doctor.Finding;
import dev.ktsu.orchestrator.doctor.Findings;
import dev.ktsu.orchestrator.doctor.Report;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteFile;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A look at the store of an orchestrator that does not answer. Nothing is made or migrated. */
public final class StoreCheckup {
  private static final Consumer<Problem> TOLD_ANYWAY = damage -> {};

  private StoreCheckup() {}

  /**
   * Looks at the store that the settings name.
   *
   * @param url where no orchestrator answers
   * @return fails with a {@link dev.ktsu.settings.SettingError} for settings that name none
   */
  public static Future<Report> of(Vertx vertx, Settings settings, String url) {
    Path file = Path.of(settings.get(Registry.DB_PATH));
    return switch (settings.get(Registry.STORE_TYPE)) {
      case "memory" -> examined(MemoryStore.of(vertx, new MemoryStore.Data(Clock.system())), url);
      case "postgres" -> {
        DatabaseAddress address =
            DatabaseAddress.of(settings.get(Registry.DB_URL), settings.get(Registry.DB_SCHEMA));
        PostgresStore store =
            new PostgresStore(vertx, address, Patience.USUAL, Clock.system(), TOLD_ANYWAY);
        store.startReading();
        yield examined(store, url);
      }
      default -> new SqliteFile(file).exists() ? ofFile(vertx, file, url) : without(file);
    };
  }

  private static Future<Report> ofFile(Vertx vertx, Path file, String url) {
    SqliteStore store = new SqliteStore(vertx, file, FaultPoints.NONE, TOLD_ANYWAY);
    store.startReading();
    return examined(store, url);
  }

  private static Future<Report> without(Path file) {
    Finding none = Findings.noFile(file.toAbsolutePath().toString());
    return Future.succeededFuture(new Report(null, List.of(), List.of(none)));
  }

  private static Future<Report> examined(RunStore store, String url) {
    return Checkup.of(store, Clock.system())
        .map(report -> withoutOrchestrator(report, url))
        .eventually(store::stop);
  }

  private static Report withoutOrchestrator(Report report, String url) {
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.addAll(Findings.withoutAnswer(report, url));
    return new Report(report.facts(), report.waiting(), findings);
  }
}
