package dev.ktsu.crash;

import dev.ktsu.launch.Launch;
import dev.ktsu.testkit.TierProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The processes of one plan. They end with this JVM at the latest. */
final class House implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx256m",
          "-Xlog:disable",
          "--enable-native-access=ALL-UNNAMED");
  private static final long START_SECONDS = 60;
  private static final long LOOK_NANOS = 20_000_000;

  private final Jars jars;
  private final Site site;
  private final Map<Tier, TierProcess> running = new ConcurrentHashMap<>();
  private final Thread killer = Thread.ofPlatform().unstarted(this::killAll);
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  /**
   * The jars of a clone that was built.
   *
   * @param root of the clone
   * @param archives folder of class archives, which halve the time of a start
   * @param points a jar with {@link HaltingPoints}
   */
  record Jars(Path root, Path archives, Path points) {}

  House(Jars jars, Site site) {
    this.jars = jars;
    this.site = site;
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** Has a clean end write the archive that makes later starts fast; the first time alone. */
  void prime(Tier tier) {
    // Plans that run side by side have the archives in common.
    synchronized (jars) {
      if (!Files.exists(tier.archive(jars.archives()))) {
        start(tier);
        awaitReady(tier);
        stop(tier);
      }
    }
  }

  void start(Tier tier) {
    start(tier, List.of());
  }

  /** Starts it so that it ends by itself when it comes by {@code place}. */
  void startHalting(Tier tier, String place) {
    start(tier, List.of("-D" + HaltingPoints.PROPERTY + "=" + place));
  }

  /** Always with the points on the class path: one archive then serves every start. */
  private void start(Tier tier, List<String> flags) {
    List<String> line = new ArrayList<>(FLAGS);
    line.addAll(flags);
    line.add("-XX:+AutoCreateSharedArchive");
    line.add("-XX:SharedArchiveFile=" + tier.archive(jars.archives()));
    String path = tier.jar(jars.root()) + System.getProperty("path.separator") + jars.points();
    line.addAll(List.of("-cp", path, Launch.class.getName()));
    line.addAll(tier.arguments());
    running.put(tier, TierProcess.start(line, site.settings(tier)));
  }

  /** Waits until the tier takes work; fails when its process ends before. */
  void awaitReady(Tier tier) {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create(site.readyUrl(tier) + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long end = System.nanoTime() + Duration.ofSeconds(START_SECONDS).toNanos();
    while (!answers(ready)) {
      if (!running.get(tier).isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(tier + " is not ready: " + running.get(tier).log());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  void kill(Tier tier) {
    running.get(tier).kill();
  }

  /** It stands still, and neither it nor anybody else is told. */
  void pause(Tier tier) {
    running.get(tier).pause();
  }

  void resume(Tier tier) {
    running.get(tier).goOn();
  }

  /** Whether it ended by itself within {@code nanos}. */
  boolean ends(Tier tier, long nanos) {
    long end = System.nanoTime() + nanos;
    while (running.get(tier).isAlive() && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return !running.get(tier).isAlive();
  }

  /** The exit value of a process that has ended, or ends at SIGTERM. */
  int stop(Tier tier) {
    return running.get(tier).terminate();
  }

  List<String> log(Tier tier) {
    return running.get(tier).log();
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(killer);
    client.close();
  }

  private void killAll() {
    running.values().forEach(TierProcess::close);
  }

  private boolean answers(HttpRequest ready) {
    try {
      return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(interrupted));
    }
  }
}
