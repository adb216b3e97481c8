package dev.ktsu.orchestrator.store.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Gives every store the same operations, and compares what it answers with the model's answer. */
final class Differential implements AutoCloseable {
  private static final long OPERATIONS = 100_000;

  /** At once. */
  private static final int WRITES_A_STEP = 500;

  private static final int READS_A_STEP = 250;

  private static final int STEPS_BETWEEN_OPENINGS = 10;
  private static final Path LIST = Path.of("target", "differential-operations.txt");

  private final Vertx vertx = Vertx.vertx();
  private final List<Subject> subjects = new ArrayList<>();
  private final Model model = new Model();
  private final long seed;
  private final Operations operations;

  /** Two openers of one store. */
  private static final class Subject {
    private final String name;
    private final Supplier<RunStore> maker;
    private final RunStore[] openers = new RunStore[2];

    Subject(String name, Supplier<RunStore> maker) {
      this.name = name;
      this.maker = maker;
      open(0);
      open(1);
    }

    void open(int opener) {
      openers[opener] = maker.get();
      openers[opener].start().await();
    }

    void close(int opener) {
      openers[opener].stop().await();
    }
  }

  /** An operation, through which opener it goes, and what it must answer. */
  private record Asked(Operation operation, int opener, Object expected) {}

  /**
   * @param folder where the file of SQLite is made
   * @param database a Postgres
   */
  Differential(long seed, Path folder, FreshDatabase database) {
    this.seed = seed;
    operations = new Operations(seed, model);
    MemoryStore.Data data = new MemoryStore.Data(Clock.system());
    Path file = folder.resolve("ktsu.db");
    DatabaseAddress address = DatabaseAddress.of(database.url(), "");
    subjects.add(new Subject("memory", () -> MemoryStore.of(vertx, data)));
    subjects.add(
        new Subject(
            "sqlite", () -> new SqliteStore(vertx, file, FaultPoints.NONE, Differential::damaged)));
    subjects.add(
        new Subject(
            "postgres",
            () ->
                new PostgresStore(
                    vertx, address, Patience.USUAL, Clock.system(), Differential::damaged)));
  }

  /**
   * {@code --ops n} (100,000 unless told); {@code --seed n} repeats a series. Ends with 1 and the
   * first difference when there is one.
   */
  public static void main(String[] args) throws IOException {
    List<String> words = List.of(args);
    long seed = number(words, "--seed", new SecureRandom().nextInt());
    Path folder = Files.createTempDirectory("differential-");
    FreshDatabase database = new FreshDatabase();
    database.create();
    System.out.println("seed " + seed);
    try (Differential stores = new Differential(seed, folder, database)) {
      System.out.println(stores.compared(number(words, "--ops", OPERATIONS)));
    } finally {
      Files.deleteIfExists(folder.resolve("ktsu.db"));
      Files.deleteIfExists(folder);
    }
  }

  private static long number(List<String> words, String name, long otherwise) {
    int at = words.indexOf(name);
    return at < 0 ? otherwise : Long.parseLong(words.get(at + 1));
  }

  @Override
  public void close() {
    for (Subject subject : subjects) {
      subject.close(0);
      subject.close(1);
    }
    vertx.close().await();
  }

  /**
   * Asks at least {@code wanted} operations of every store.
   *
   * @return how many, in a sentence
   * @throws AssertionError for the first answer that differs
   */
  String compared(long wanted) throws IOException {
    Files.createDirectories(LIST.getParent());
    long asked = 0;
    try (BufferedWriter list = Files.newBufferedWriter(LIST)) {
      for (int step = 0; asked < wanted; step++, asked += WRITES_A_STEP + READS_A_STEP) {
        ask(list, writes());
        ask(list, reads());
        if (step % STEPS_BETWEEN_OPENINGS == 0) {
          openAnew(list);
        }
      }
    }
    return "%,d operations were answered alike by %d stores and the model"
        .formatted(asked, subjects.size());
  }

  /**
   * What is asked at once must have one outcome only: operations on one run go through one opener,
   * which keeps their order, and a name is given only once.
   */
  private List<Asked> writes() {
    operations.tick();
    List<Asked> asked = new ArrayList<>(WRITES_A_STEP);
    Map<RunId, Integer> openers = new HashMap<>();
    Set<String> names = new HashSet<>();
    while (asked.size() < WRITES_A_STEP) {
      Operation operation = operations.write();
      boolean alone =
          switch (operation) {
            case Operation.Keep keep -> names.add(keep.digest());
            case Operation.Take take -> names.add(take.claim().key());
            default -> true;
          };
      int opener =
          operation instanceof Operation.Add add
              ? openers.computeIfAbsent(add.append().run(), run -> operations.one(2))
              : operations.one(2);
      if (alone) {
        asked.add(new Asked(operation, opener, operation.on(model)));
      }
    }
    return asked;
  }

  private List<Asked> reads() {
    List<Asked> asked = new ArrayList<>(READS_A_STEP);
    asked.add(read(new Operation.Unsettled()));
    while (asked.size() < READS_A_STEP) {
      asked.add(read(operations.read()));
    }
    return asked;
  }

  private Asked read(Operation operation) {
    return new Asked(operation, operations.one(2), operation.on(model));
  }

  private void openAnew(BufferedWriter list) throws IOException {
    int opener = operations.one(2);
    list.write("close and open " + opener + "\n");
    for (Subject subject : subjects) {
      subject.close(opener);
      subject.open(opener);
    }
  }

  private void ask(BufferedWriter list, List<Asked> asked) throws IOException {
    for (Asked one : asked) {
      list.write(one.opener() + ": " + one.operation() + "\n");
    }
    List<List<Future<?>>> answers = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Future<?>> ofSubject = new ArrayList<>();
      for (Asked one : asked) {
        ofSubject.add(one.operation().on(subject.openers[one.opener()]));
      }
      answers.add(ofSubject);
    }
    for (int i = 0; i < subjects.size(); i++) {
      compare(subjects.get(i).name, asked, answers.get(i), list);
    }
  }

  private void compare(
      String store, List<Asked> asked, List<Future<?>> answers, BufferedWriter list)
      throws IOException {
    Future.join(answers).otherwiseEmpty().await();
    for (int i = 0; i < asked.size(); i++) {
      Future<?> answer = answers.get(i);
      Asked one = asked.get(i);
      Object found = answer.failed() ? answer.cause() : answer.await();
      if (!one.expected().equals(found)) {
        list.flush();
        assertEquals(
            one.expected(),
            found,
            "%s, seed %d, %s; every operation so far is in %s"
                .formatted(store, seed, one.operation(), LIST.toAbsolutePath()));
      }
    }
  }

  private static void damaged(Throwable problem) {
    fail(problem);
  }
}
