package dev.ktsu.bench.product;

import dev.ktsu.bench.load.Answer;
import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running orchestrator with a store, alone or in the all-in-one. */
public final class Engine implements AutoCloseable {
  private static final Pattern RUN_ID = Pattern.compile("\"run_id\":\"(run_[0-9a-f]+)\"");
  private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z_]+)\"");
  private static final long SETTLED_WITHIN = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(20);

  private final Site site;
  private final boolean ownsSite;
  private final Tier tier;
  private final InetSocketAddress address;
  private final Gauges gauges;

  private Engine(Site site, boolean ownsSite, Tier tier) throws IOException, InterruptedException {
    this.site = site;
    this.ownsSite = ownsSite;
    this.tier = tier;
    this.address = tier.address("orchestrator");
    this.gauges = new Gauges(address);
  }

  /**
   * Starts an orchestrator alone.
   *
   * @param environment for its workflows
   * @param flags further ones of its JVM
   */
  public static Engine alone(Jars jars, Map<String, String> environment, List<String> flags)
      throws Exception {
    return start(jars, new Start(jars.orchestrator(), List.of(), environment, flags));
  }

  /**
   * Starts an orchestrator alone on a site that may have another, or had one, and outlives it.
   *
   * @param name of this instance
   */
  public static Engine on(Site site, Jars jars, String name, Map<String, String> environment)
      throws Exception {
    Map<String, String> named = new HashMap<>(environment);
    named.put("KTSU_INSTANCE_ID", name);
    return start(site, false, jars, new Start(jars.orchestrator(), List.of(), named, List.of()));
  }

  /** Starts gateway, orchestrator and runtime in one process, and waits for the runtime. */
  public static Engine allInOne(Jars jars, List<String> flags) throws Exception {
    Engine engine = start(jars, new Start(jars.ktsu(), List.of("start", "--all"), Map.of(), flags));
    try {
      engine.tier.address("runtime");
      return engine;
    } catch (RuntimeException unusable) {
      engine.close();
      throw unusable;
    }
  }

  private record Start(
      Path jar, List<String> arguments, Map<String, String> environment, List<String> flags) {}

  /**
   * The fat jars and how they run.
   *
   * @param data where it goes
   * @param store which one a site gets
   */
  public record Jars(Path root, List<String> flags, Path data, Store.Kind store) {
    /** A new site of this kind. */
    public Site site() throws IOException {
      return new Site(data, store);
    }

    public Path orchestrator() {
      return root.resolve("verticles/orchestrator/target/ktsu-orchestrator.jar");
    }

    public Path gateway() {
      return root.resolve("verticles/gateway/target/ktsu-gateway.jar");
    }

    public Path ktsu() {
      return root.resolve("verticles/ktsu/target/ktsu.jar");
    }
  }

  private static Engine start(Jars jars, Start how) throws Exception {
    Site site = jars.site();
    try {
      return start(site, true, jars, how);
    } catch (IOException | InterruptedException | RuntimeException unusable) {
      site.close();
      throw unusable;
    }
  }

  private static Engine start(Site site, boolean owns, Jars jars, Start how) throws Exception {
    Map<String, String> environment = new HashMap<>(how.environment());
    environment.put("KTSU_ORCHESTRATOR_PORT", "0");
    environment.put("KTSU_RUNTIME_PORT", "0");
    environment.put("KTSU_GATEWAY_PORT", "0");
    environment.put("KTSU_PROJECT_DIR", site.folder().toString());
    environment.put("KTSU_GATEWAY_CONFIG", site.folder().resolve("gateway.yaml").toString());
    environment.putAll(site.store().settings());
    environment.put("KTSU_LOG_LEVEL", "info");
    List<String> all = new ArrayList<>(jars.flags());
    all.addAll(how.flags());
    Tier tier = Tier.start(new Tier.Command(how.jar(), all, how.arguments(), environment));
    try {
      return new Engine(site, owns, tier);
    } catch (IOException | InterruptedException | RuntimeException unusable) {
      tier.close();
      throw unusable;
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  public Gauges.Reading metrics() throws IOException {
    return gauges.read();
  }

  public Duration cpu() {
    return tier.cpu();
  }

  public Memory memory() throws IOException, InterruptedException {
    return tier.memory();
  }

  /** When its process was begun, as {@link System#nanoTime}. */
  public long begunAt() {
    return tier.begunAt();
  }

  /** {@code kill -9}; gives when it was gone, as {@link System#nanoTime}. */
  public long kill() throws InterruptedException {
    tier.kill();
    return System.nanoTime();
  }

  public Ledger ledger() throws SQLException {
    return new Ledger(site.store());
  }

  /** Opens a connection for single calls. */
  public Caller caller() throws IOException {
    return new Caller(address);
  }

  /**
   * Waits until no run is unfinished.
   *
   * @throws IllegalStateException when some are left behind
   */
  public void awaitSettled() throws IOException {
    long deadline = System.nanoTime() + SETTLED_WITHIN;
    int active = metrics().active();
    while (active > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(active + " runs were left behind:\n" + tier.log());
      }
      LockSupport.parkNanos(POLL);
      active = metrics().active();
    }
  }

  /**
   * Invokes a workflow and asks for its run until it is complete.
   *
   * @param pause before each answer that is asked for: reading a run costs it time
   * @return the times since the invoke was sent
   */
  public static Timed runToEnd(Caller caller, byte[] invoke, Duration pause) throws IOException {
    long begun = System.nanoTime();
    Answer accepted = caller.call(invoke).expect(202);
    long acceptedAt = System.nanoTime();
    byte[] get = Requests.get("/runs/" + first(RUN_ID, accepted.text()));
    long deadline = begun + SETTLED_WITHIN;
    String status = "";
    while (!status.equals("complete")) {
      LockSupport.parkNanos(pause.toNanos());
      status = first(STATUS, caller.call(get).expect(200).text());
      if (status.equals("failed") || System.nanoTime() > deadline) {
        throw new IllegalStateException("the run is " + status + " and not complete");
      }
    }
    return new Timed(acceptedAt - begun, System.nanoTime() - begun);
  }

  /**
   * Invokes with a request that waits for the end of the run.
   *
   * @return nanoseconds until its answer
   */
  public static long awaited(Caller caller, byte[] invoke) throws IOException {
    long begun = System.nanoTime();
    Answer answer = caller.call(invoke).expect(200);
    long nanos = System.nanoTime() - begun;
    String status = first(STATUS, answer.text());
    if (!status.equals("complete")) {
      throw new IllegalStateException("the run is " + status + " and not complete");
    }
    return nanos;
  }

  /**
   * One run as its client saw it, in nanoseconds.
   *
   * @param accepted until the 202 was there
   * @param complete until the first answer was there that says so
   */
  public record Timed(long accepted, long complete) {}

  @Override
  public void close() throws IOException {
    try {
      gauges.close();
    } finally {
      tier.close();
      if (ownsSite) {
        site.close();
      }
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no " + pattern.pattern() + " in " + text);
    }
    return found.group(1);
  }
}
