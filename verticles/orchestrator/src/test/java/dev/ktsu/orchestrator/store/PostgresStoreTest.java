package dev.ktsu.orchestrator.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.settings.SettingError;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresStoreTest
    implements RunStoreContract, InstancesContract, UpkeepContract, FeedContract, SealedContract {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Vertx vertx = Vertx.vertx();
  private final List<Problem> fatal = Collections.synchronizedList(new ArrayList<>());
  private final String schema = "store_" + SCHEMAS.incrementAndGet();
  private final List<PostgresStore> opened = new ArrayList<>();
  private PostgresStore writer;
  private PostgresStore second;

  @BeforeEach
  void open() {
    writer = opened();
    second = opened();
  }

  @AfterEach
  void close() {
    opened.forEach(store -> store.stop().await());
    vertx.close().await();
    assertEquals(List.of(), fatal);
  }

  private PostgresStore opened() {
    PostgresStore store = fresh(DATABASE.url());
    store.start().await();
    opened.add(store);
    return store;
  }

  private PostgresStore fresh(String url) {
    DatabaseAddress address = DatabaseAddress.of(url, schema);
    return new PostgresStore(vertx, address, Patience.USUAL, Clock.system(), fatal::add);
  }

  @Override
  public RunStore writer() {
    return writer;
  }

  @Override
  public RunStore second() {
    return second;
  }

  @Override
  public List<String> tablesWith(RunId run) {
    return DATABASE
        .texts(
            "select table_name from information_schema.columns where column_name = 'run_no'"
                + " and table_schema = '"
                + schema
                + "' order by 1")
        .stream()
        .filter(
            table ->
                DATABASE.number(
                        "select count(*) from %s.%s where run_no = %d"
                            .formatted(schema, table, run.number()))
                    > 0)
        .toList();
  }

  @Test
  void thousandsOfAppendsShareFewFlushes() {
    List<Future<Void>> appends =
        LongStream.rangeClosed(1, 5_000)
            .mapToObj(n -> writer.append(StoreSamples.born(n, "w")))
            .toList();
    Future.all(appends).await();
    assertEquals(5_000, second.unsettled().await().size());
    assertTrue(writer.commits() < 100, writer.commits() + " commits for 5,000 appends");
  }

  @Test
  void largeAndOddPayloadsAreKeptByteForByte() {
    byte[] large = ("\"" + "\\u0000é𝄞x".repeat(100_000) + "\"").getBytes(StandardCharsets.UTF_8);
    assertTrue(large.length > 1_000_000);
    byte[] raw = {0, 1, (byte) 0xff, 0};
    List<Future<Void>> appends =
        List.of(
            writer.append(StoreSamples.born(1, "w", large)),
            writer.append(StoreSamples.born(2, "w", raw)),
            writer.append(StoreSamples.born(3, "w", large)));
    Future.all(appends).await();
    assertArrayEquals(large, second.payloads(new RunId(1), List.of(1L)).await().get(1L));
    assertArrayEquals(raw, second.payloads(new RunId(2), List.of(1L)).await().get(1L));
  }

  @Test
  void valuesThatTheDatabaseRefusesFailAlone() {
    List<Future<Void>> appends =
        List.of(
            writer.append(StoreSamples.born(1, "w")),
            writer.append(StoreSamples.born(2, "a \0 in a name")),
            writer.append(StoreSamples.born(3, "w")));
    Future.join(appends).otherwiseEmpty().await();
    Problem refused = assertThrows(Problem.class, () -> appends.get(1).await());
    assertTrue(refused.getMessage().contains(new RunId(2).toString()), refused.getMessage());
    assertEquals(List.of(new RunId(1), new RunId(3)), second.unsettled().await());
  }

  @Test
  void errorTextWithACharacterThatTextCannotHoldIsStillKept() {
    writer.append(StoreSamples.failed(1, "w", "bad \0 byte")).await();
    assertEquals("bad \uFFFD byte", StoreSamples.rows(second).get(0).error());
  }

  @Test
  void oneOfManyInstancesBringsARunIntoBeing() {
    List<PostgresStore> instances = IntStream.range(0, 6).mapToObj(n -> opened()).toList();
    for (long run = 1; run <= 30; run++) {
      Append born = StoreSamples.born(run, "w");
      List<Future<Void>> race = instances.stream().map(store -> store.append(born)).toList();
      Future.join(race).otherwiseEmpty().await();
      assertEquals(1, race.stream().filter(Future::succeeded).count(), "run " + run);
      assertEquals(1, second.journal(new RunId(run), 0).await().size());
    }
  }

  @Test
  void appendsOfOneRunKeepTheirOrderWithoutWaiting() {
    List<Future<Void>> appends = new ArrayList<>();
    appends.add(writer.append(StoreSamples.born(1, "w")));
    for (long head = 1; head < 40; head++) {
      appends.add(writer.append(StoreSamples.note(1, head)));
    }
    Future.all(appends).await();
    assertEquals(40, second.journal(new RunId(1), 0).await().size());
  }

  @Test
  void instancesThatStartTogetherMigrateOnce() {
    String together = "together";
    DatabaseAddress address = DatabaseAddress.of(DATABASE.url(), together);
    List<PostgresStore> instances =
        IntStream.range(0, 5)
            .mapToObj(
                n -> new PostgresStore(vertx, address, Patience.USUAL, Clock.system(), fatal::add))
            .toList();
    opened.addAll(instances);
    Future.all(instances.stream().map(PostgresStore::start).toList()).await();
    instances.get(0).append(StoreSamples.born(1, "w")).await();
    assertEquals(1, instances.get(4).unsettled().await().size());
    assertEquals(
        7, DATABASE.number("select value::int from together.meta where name = 'schema_version'"));
  }

  @Test
  void rightsOnDataAreEnoughOnceTheTablesAreThere() {
    DATABASE.execute(
        """
        create role app login;
        create role owner login;
        create schema rights authorization owner;
        grant usage on schema rights to app;
        alter default privileges for role owner in schema rights
          grant select, insert, update, delete on tables to app;
        """);
    started("owner", "rights");
    PostgresStore app = started("app", "rights");
    app.append(StoreSamples.born(1, "w")).await();
    app.append(StoreSamples.note(1, 1)).await();
    app.keepDefinition("d", new byte[] {1}).await();
    Claim claim = new Claim("key", "body", new RunId(1), 5);
    assertEquals(claim, app.claim(claim, 0).await());
    assertEquals(2, app.journal(new RunId(1), 0).await().size());
  }

  private PostgresStore started(String role, String schema) {
    DatabaseAddress address =
        DatabaseAddress.of(DATABASE.url().replace("postgres@", role + "@"), schema);
    PostgresStore store =
        new PostgresStore(vertx, address, Patience.USUAL, Clock.system(), fatal::add);
    opened.add(store);
    store.start().await();
    return store;
  }

  @Test
  void databaseOfANewerReleaseIsRefusedOnlyWhenThisOneIsTooOld() {
    DATABASE.execute(
        "update %s.meta set value = '99' where name = 'schema_version'".formatted(schema));
    opened().check().await();
    DATABASE.execute("update %s.meta set value = '99' where name = 'min_reader'".formatted(schema));
    SettingError refused =
        assertThrows(SettingError.class, () -> fresh(DATABASE.url()).start().await());
    assertTrue(refused.getMessage().contains("schema 99"), refused.getMessage());
  }

  @Test
  void stopAnswersWhatWasBegunAndTakesNothingMore() {
    List<Future<Void>> begun =
        LongStream.rangeClosed(1, 1_000)
            .mapToObj(n -> writer.append(StoreSamples.born(n, "w")))
            .toList();
    Future<Void> stopped = writer.stop();
    Future<Void> late = writer.append(StoreSamples.born(2_000, "w"));
    Future.all(begun).await();
    stopped.await();
    Problem refused = assertThrows(Problem.class, late::await);
    assertTrue(refused.isRetryable());
    assertEquals(1_000, second.unsettled().await().size());
  }

  @Test
  void databaseThatCanOnlyBeReadIsNotReady() {
    writer.check().await();
    PostgresStore standby = fresh(DATABASE.url() + "?default_transaction_read_only=on");
    opened.add(standby);
    standby.start().await();
    Problem refused = assertThrows(Problem.class, () -> standby.check().await());
    assertTrue(refused.getMessage().contains("read-only"), refused.getMessage());
  }
}
