package dev.ktsu.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What deploy/ promises, read from its files. */
class DeployTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path DEPLOY = ROOT.resolve("deploy");
  private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");

  private static List<JsonNode> documents(Path file) {
    try {
      Load load = new Load(LoadSettings.builder().build());
      List<JsonNode> documents = new ArrayList<>();
      load.loadAllFromString(Files.readString(file)).forEach(one -> documents.add(Json.tree(one)));
      return documents;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<JsonNode> manifests(String kind) {
    return manifestFiles().stream()
        .flatMap(file -> documents(file).stream())
        .filter(document -> document.path("kind").asText().equals(kind))
        .toList();
  }

  private static List<Path> manifestFiles() {
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static JsonNode deployment(String tier) {
    return manifests("Deployment").stream()
        .filter(found -> found.at("/metadata/labels/tier").asText().equals(tier))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode container(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0");
  }

  private static Map<String, JsonNode> environment(JsonNode deployment) {
    Map<String, JsonNode> environment = new HashMap<>();
    container(deployment)
        .get("env")
        .forEach(entry -> environment.put(entry.get("name").asText(), entry));
    return environment;
  }

  private static JsonNode compose() {
    return documents(DEPLOY.resolve("compose.yaml")).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orchestrator", "runtime", "gateway"})
  void everyTierHasBothProbesOfItsOwn(String tier) {
    JsonNode container = container(deployment(tier));
    assertEquals("/health/live", container.at("/livenessProbe/httpGet/path").asText());
    assertEquals("/health/ready", container.at("/readinessProbe/httpGet/path").asText());
    String port = container.at("/ports/0/name").asText();
    assertEquals(port, container.at("/livenessProbe/httpGet/port").asText());
    assertEquals(port, container.at("/readinessProbe/httpGet/port").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"orchestrator", "runtime", "gateway"})
  void everyTierRunsWithoutRights(String tier) {
    JsonNode pod = deployment(tier).at("/spec/template/spec");
    assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
    assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
    JsonNode container = container(deployment(tier));
    assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
    assertFalse(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
    assertEquals("[\"ALL\"]", container.at("/securityContext/capabilities/drop").toString());
    assertTrue(container.at("/resources/limits").has("memory"));
    assertEquals("/tmp", container.at("/volumeMounts/0/mountPath").asText());
    assertTrue(pod.at("/volumes/0").has("emptyDir"), "the SQLite driver writes to /tmp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orchestrator", "runtime", "gateway"})
  void everyTierSetsItsHostAndTheTokenOfTheTiers(String tier) {
    Map<String, JsonNode> environment = environment(deployment(tier));
    String host = "KTSU_" + tier.toUpperCase(java.util.Locale.ROOT) + "_HOST";
    assertEquals("0.0.0.0", environment.get(host).get("value").asText());
    JsonNode token = environment.get("KTSU_INTERNAL_TOKEN").at("/valueFrom/secretKeyRef");
    assertEquals("ktsu", token.get("name").asText());
    String key = token.get("key").asText();
    assertTrue(manifests("Secret").get(0).get("stringData").has(key), key);
  }

  /** A Service called ktsu-gateway would set KTSU_GATEWAY_PORT to a URL. */
  @ParameterizedTest
  @ValueSource(strings = {"orchestrator", "runtime", "gateway"})
  void serviceLinksDoNotOverwriteSettings(String tier) {
    assertFalse(deployment(tier).at("/spec/template/spec/enableServiceLinks").asBoolean(true));
  }

  @Test
  void databaseHasOneWriterAndAVolume() {
    JsonNode orchestrator = deployment("orchestrator");
    assertEquals(1, orchestrator.at("/spec/replicas").asInt());
    assertEquals("Recreate", orchestrator.at("/spec/strategy/type").asText());
    String claim = manifests("PersistentVolumeClaim").get(0).at("/metadata/name").asText();
    assertTrue(orchestrator.at("/spec/template/spec/volumes").toString().contains(claim));
  }

  @Test
  void servicesFindTheirPods() {
    List<JsonNode> services = manifests("Service");
    assertEquals(2, services.size());
    for (JsonNode service : services) {
      JsonNode deployment = deployment(service.at("/spec/selector/tier").asText());
      assertEquals(deployment.at("/spec/template/metadata/labels"), service.at("/spec/selector"));
      assertEquals(
          container(deployment).at("/ports/0/containerPort"), service.at("/spec/ports/0/port"));
    }
  }

  @Test
  void everySettingThatIsGivenExists() {
    Set<String> known = Registry.all().stream().map(Setting::env).collect(Collectors.toSet());
    Set<String> given = new TreeSet<>();
    manifests("Deployment").forEach(found -> given.addAll(environment(found).keySet()));
    compose()
        .get("services")
        .forEach(s -> s.get("environment").fieldNames().forEachRemaining(given::add));
    given.removeIf(name -> !name.startsWith("KTSU_"));
    assertTrue(given.size() > 8, given.toString());
    assertTrue(known.containsAll(given), given.toString());
  }

  @Test
  void onlyTheGatewayMayLeaveThePrivateNetwork() {
    List<JsonNode> policies = manifests("NetworkPolicy");
    JsonNode nothing = policies.get(0);
    assertEquals("{}", nothing.at("/spec/podSelector").toString());
    assertEquals("[\"Ingress\",\"Egress\"]", nothing.at("/spec/policyTypes").toString());
    assertFalse(nothing.get("spec").has("egress") || nothing.get("spec").has("ingress"));
    List<String> open =
        policies.stream()
            .filter(policy -> policy.at("/spec/egress").toString().contains("ipBlock"))
            .map(policy -> policy.at("/spec/podSelector/matchLabels/tier").asText())
            .toList();
    assertEquals(List.of("gateway"), open);
  }

  @Test
  void kustomizationNamesEveryManifestButTheSecret() {
    List<String> named =
        texts(documents(KUBERNETES.resolve("kustomization.yaml")).get(0).get("resources"));
    List<String> present =
        manifestFiles().stream()
            .map(file -> file.getFileName().toString())
            .filter(
                name -> !name.equals("kustomization.yaml") && !name.equals("secret.example.yaml"))
            .toList();
    assertEquals(present, named.stream().sorted().toList());
  }

  @Test
  void projectOfTheManifestsIsTheExample() throws IOException {
    JsonNode data = manifests("ConfigMap").get(0).get("data");
    Path example = ROOT.resolve("examples/hello");
    assertEquals(
        text(example, "workflows/hello.workflow.yaml"), data.get("hello.workflow.yaml").asText());
    assertEquals(
        text(example, "agents/greeter.agent.yaml"), data.get("greeter.agent.yaml").asText());
    assertEquals(text(example, "gateway.yaml"), data.get("gateway.yaml").asText());
  }

  private static String text(Path folder, String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void composeStartsEveryTierAndNoneWaitsForTheRuntime() {
    JsonNode services = compose().get("services");
    for (String tier : List.of("orchestrator", "runtime", "gateway")) {
      JsonNode service = services.get(tier);
      assertEquals("[\"" + tier + "\"]", service.get("command").toString());
      assertTrue(service.get("environment").has("KTSU_INTERNAL_TOKEN"), tier);
      assertTrue(service.get("healthcheck").has("test"), tier);
      JsonNode shared = service.get("<<"); // This YAML reader leaves merge keys as they are.
      assertTrue(shared.get("read_only").asBoolean(), tier);
      assertTrue(shared.at("/tmpfs/0").asText().startsWith("/tmp:exec"), tier);
    }
    assertEquals("orchestrator", reachedFromOutside(services));
    assertFalse(services.get("gateway").has("depends_on"));
    assertFalse(services.get("orchestrator").has("depends_on"));
    assertEquals("[\"tiers\"]", services.at("/runtime/networks").toString());
    assertTrue(compose().at("/networks/tiers/internal").asBoolean());
  }

  private static String reachedFromOutside(JsonNode services) {
    return services.properties().stream()
        .filter(service -> service.getValue().has("ports"))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @CsvSource({
    "orchestrator, start orchestrator, KTSU_ORCHESTRATOR_HOST=0.0.0.0",
    "runtime --port 1, start runtime --port 1, KTSU_RUNTIME_HOST=0.0.0.0",
    "gateway, start gateway, KTSU_GATEWAY_HOST=0.0.0.0",
    "toolserver, dev.ktsu.toolserver.ToolServerMain, KTSU_TOOLSERVER_HOST=0.0.0.0",
    "all, start --all, KTSU_ORCHESTRATOR_HOST=0.0.0.0",
    "validate /project, validate /project, ''",
  })
  void argumentOfTheImageIsItsRole(String given, String command, String host, @TempDir Path folder)
      throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\nenv\n");
    assertTrue(java.toFile().setExecutable(true));
    List<String> line = new ArrayList<>(List.of(DEPLOY.resolve("ktsu").toString()));
    line.addAll(List.of(given.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KTSU_"));
    builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    Process process = builder.start();
    List<String> said = process.inputReader().lines().toList();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertTrue(said.get(0).endsWith("/opt/ktsu/ktsu.jar " + command), said.get(0));
    List<String> hosts = said.stream().filter(one -> one.matches("KTSU_.*_HOST=.*")).toList();
    assertEquals(host.isEmpty() ? List.of() : List.of(host), hosts);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
