package dev.ktsu.orchestrator.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.kernel.Behaviour;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.store.StoreProblems;
import dev.ktsu.project.Definition;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.ProjectOptions;
import dev.ktsu.project.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The definitions of a project and its workspaces, and those that runs are pinned to. */
public final class Catalog implements Definitions {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
  private static final int PINNED_MAX = 500;

  /** What no run refers to and nobody keeps anew is thrown away after a day. */
  private static final long KEEP_ANEW_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Vertx vertx;
  private final Workspaces workspaces;
  private final ProjectOptions options;
  private final RunStore store;
  private final Secrets secrets;
  private final Clock clock;
  private final Map<String, String> environment;
  private final Map<String, Loaded> current = new HashMap<>();
  private final Map<String, Pinned> pinned = new Latest<>();

  /** When this process has kept a definition last, milliseconds. */
  private final Map<String, Long> kept = new Latest<>();

  /**
   * A workflow as its files stood when they were read.
   *
   * @param seenAt when they stood so still, milliseconds
   */
  private record Loaded(Workspaces.Found found, Pinned pinned, long seenAt) {
    private static final long NEVER = -1;

    static Loaded of(Workspaces.Found found) {
      return new Loaded(found, Pinned.of(found.definition()), NEVER);
    }

    Loaded seen(long now) {
      return new Loaded(found, pinned, now);
    }
  }

  /** Those that were asked for last. */
  private static final class Latest<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > PINNED_MAX;
    }
  }

  /**
   * @param secrets gets the values of secret variables that workflows declare
   */
  public Catalog(
      Vertx vertx,
      Workspaces workspaces,
      ProjectOptions options,
      RunStore store,
      Secrets secrets,
      Clock clock,
      Map<String, String> environment) {
    this.vertx = vertx;
    this.workspaces = workspaces;
    this.options = options;
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /**
   * A workflow as its files stand now, kept in the store.
   *
   * @return fails with {@code workflow_not_found} or {@code workflow_invalid}
   */
  public Future<Pinned> current(String stem) {
    Loaded known = current.get(stem);
    if (known != null && isCurrent(stem, known)) {
      return keep(known.pinned()).map(known.pinned());
    }
    return vertx
        .executeBlocking(() -> Loaded.of(workspaces.load(stem)))
        .compose(loaded -> keep(loaded.pinned()).map(loaded))
        .onSuccess(loaded -> current.put(stem, loaded))
        .map(Loaded::pinned);
  }

  /** The files are looked at once a millisecond: under load that is one invoke in many. */
  private boolean isCurrent(String stem, Loaded known) {
    long now = clock.millis();
    if (known.seenAt() != now) {
      if (!workspaces.isCurrent(known.found())) {
        return false;
      }
      current.put(stem, known.seen(now));
    }
    return true;
  }

  @Override
  public Future<Behaviour> behaviour(String digest) {
    Pinned known = pinned.get(digest);
    return known != null
        ? Future.succeededFuture(known.steps())
        : restore(digest).map(Pinned::steps);
  }

  /** The definition with this digest, if it is kept; its secret values are known from then on. */
  public Future<Optional<Definition>> find(String digest) {
    Pinned known = pinned.get(digest);
    if (known != null) {
      return Future.succeededFuture(Optional.of(known.definition()));
    }
    return store
        .definition(digest)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : restore(digest, found.get()).map(Pinned::definition).map(Optional::of));
  }

  private Future<Void> keep(Pinned loaded) {
    Long keptAt = kept.get(loaded.digest());
    if (keptAt != null && clock.millis() - keptAt < KEEP_ANEW_MILLIS) {
      return Future.succeededFuture();
    }
    if (keptAt == null) {
      learnSecrets(loaded.definition());
      loaded.definition().warnings().forEach(warning -> LOG.warn("{}", warning));
    }
    long now = clock.millis();
    return store
        .keepDefinition(loaded.digest(), pack(loaded.definition()))
        .onSuccess(
            durable -> {
              pinned.put(loaded.digest(), loaded);
              kept.put(loaded.digest(), now);
            });
  }

  private Future<Pinned> restore(String digest) {
    return store
        .definition(digest)
        .compose(
            found ->
                found
                    .map(bytes -> restore(digest, bytes))
                    .orElseGet(() -> Future.failedFuture(StoreProblems.missingDefinition(digest))));
  }

  private Future<Pinned> restore(String digest, byte[] packed) {
    return vertx
        .executeBlocking(() -> Pinned.of(unpack(packed)))
        .onSuccess(
            restored -> {
              learnSecrets(restored.definition());
              pinned.put(digest, restored);
            });
  }

  private void learnSecrets(Definition definition) {
    secrets.add(
        definition.workflow().env().stream()
            .filter(EnvVar::secret)
            .flatMap(
                variable ->
                    Stream.of(
                        environment.get(variable.name()), variable.defaultValue().orElse(null)))
            .filter(Objects::nonNull)
            .toList());
  }

  private static byte[] pack(Definition definition) {
    ObjectNode files = Json.object();
    definition
        .files()
        .forEach((path, bytes) -> files.put(path, new String(bytes, StandardCharsets.UTF_8)));
    ObjectNode packed = Json.object();
    packed.put("stem", definition.workflow().stem());
    packed.set("files", files);
    return Json.bytes(packed);
  }

  private Definition unpack(byte[] packed) {
    JsonNode tree = Json.parse(packed);
    Map<String, byte[]> files = new TreeMap<>();
    tree.path("files")
        .properties()
        .forEach(
            file ->
                files.put(
                    file.getKey(), file.getValue().textValue().getBytes(StandardCharsets.UTF_8)));
    return Definition.restore(tree.path("stem").textValue(), files, options);
  }
}
