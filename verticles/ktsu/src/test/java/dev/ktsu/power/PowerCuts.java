package dev.ktsu.power;

import dev.ktsu.power.Disk.Luck;
import dev.ktsu.power.Operation.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Records one orchestrator at work, then cuts the power at every answer and every sync of the
 * recording; ends with 1 when something that was promised is not there.
 */
public final class PowerCuts {
  private static final int FAULTS_SHOWN = 5;

  private final Disk disk = new Disk();
  private final List<Answer> promises = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Reopening reopening;
  private final Random random;
  private int openings;
  private int syncs;

  private PowerCuts(Reopening reopening, Random random) {
    this.reopening = reopening;
    this.random = random;
  }

  /**
   * @param args the root of the clone whose jar runs, and perhaps the seed of every choice
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime() & 0xffff;
    System.out.println("seed " + seed);
    Path work = Files.createTempDirectory("ktsu-power-");
    Vertx vertx = Vertx.vertx();
    boolean isGood;
    try {
      Recording recording = Recording.of(Path.of(args[0]), work);
      PowerCuts cuts =
          new PowerCuts(new Reopening(vertx, work.resolve("reopened")), new Random(seed));
      cuts.walk(recording);
      isGood = cuts.report(recording);
    } finally {
      vertx.close().await();
      delete(work);
    }
    System.exit(isGood ? 0 : 1);
  }

  private void walk(Recording recording) throws IOException {
    for (Operation operation : recording.operations()) {
      if (operation instanceof Operation.Sync && !promises.isEmpty()) {
        syncs++;
        cutBeforeSync(recording);
      }
      disk.take(operation);
      if (operation instanceof Answer answer) {
        promises.add(answer);
        cut(recording, "only what is synced", Luck.NONE);
      }
    }
  }

  /** The moment at which most hangs in the air. */
  private void cutBeforeSync(Recording recording) throws IOException {
    cut(recording, "everything", Luck.ALL);
    cut(recording, "a beginning, the last of it torn", this::torn);
    cut(recording, "some of it, some of that torn", this::some);
  }

  private void cut(Recording recording, String what, Luck luck) throws IOException {
    openings++;
    for (String fault : reopening.faults(disk.after(luck), recording.database(), promises)) {
      faults.add(
          "after "
              + promises.size()
              + " answers, with "
              + what
              + " of "
              + disk.pending()
              + " changes: "
              + fault);
    }
  }

  private double[] torn(int changes) {
    double[] shares = new double[changes];
    int torn = changes == 0 ? 0 : random.nextInt(changes);
    for (int i = 0; i < changes; i++) {
      shares[i] = i < torn ? 1 : i == torn ? random.nextDouble() : 0;
    }
    return shares;
  }

  private double[] some(int changes) {
    double[] shares = new double[changes];
    for (int i = 0; i < changes; i++) {
      shares[i] = Math.clamp(random.nextDouble(-1, 2), 0, 1);
    }
    return shares;
  }

  private boolean report(Recording recording) {
    long writes = recording.operations().stream().filter(Operation.Write.class::isInstance).count();
    System.out.println(
        writes
            + " writes, "
            + syncs
            + " syncs, "
            + promises.size()
            + " answers, "
            + openings
            + " stores opened, "
            + faults.size()
            + " faults");
    faults.stream().limit(FAULTS_SHOWN).forEach(fault -> System.out.println("BROKEN " + fault));
    if (promises.size() < recording.acknowledged()) {
      System.out.println(
          "BROKEN the recording shows "
              + promises.size()
              + " of "
              + recording.acknowledged()
              + " answers");
      return false;
    }
    return faults.isEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
