package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.settings.SettingError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that outlive their process. */
class OutboxTest {
  private static final int ALWAYS = 1_000_000;

  @TempDir private Path temp;
  private Path folder;
  private Rig rig;

  @BeforeEach
  void start() {
    folder = temp.resolve("runtime");
    rig = Rig.start(settings());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void acknowledgedResultLeavesNothingBehind() {
    rig.gateway.says("{}");
    rig.run(rig.request("s"));
    Eventually.holds(rig.vertx, () -> results().isEmpty());
  }

  @Test
  void resultStaysUntilItIsAcknowledged() {
    rig.orchestrator.failsFirst(ALWAYS, 503);
    finishALeg();
    assertEquals(1, results().size());
    rig.orchestrator.failsFirst(0, 503);
    rig.orchestrator.next();
    Eventually.holds(rig.vertx, () -> results().isEmpty());
  }

  @Test
  void resultOfALostProcessIsDeliveredByTheNext() {
    rig.orchestrator.failsFirst(ALWAYS, 503);
    finishALeg();
    JsonNode lost = rig.orchestrator.refused().getFirst().body();
    rig.orchestrator.failsFirst(0, 503);
    rig = rig.crashAndStart(settings());
    var delivered = rig.orchestrator.nextReceived();
    assertEquals(lost, delivered.body());
    assertEquals("/runs/" + Rig.RUN + "/done", delivered.path());
    Eventually.holds(rig.vertx, () -> results().isEmpty());
    assertEquals(1, rig.gateway.calls().size());
  }

  @Test
  void legOfAResultOnItsWayIsUnderWay() {
    rig.orchestrator.failsFirst(ALWAYS, 503);
    ObjectNode request = finishALeg();
    rig = rig.crashAndStart(settings());
    assertEquals(202, rig.invoke(request).statusCode());
    JsonNode beat = rig.orchestrator.nextHeartbeat().body();
    while (beat.get("active").isEmpty()) {
      beat = rig.orchestrator.nextHeartbeat().body();
    }
    assertEquals("s", beat.at("/active/0/step_id").asText());
    assertEquals(3, beat.at("/active/0/leg").asInt());
    assertEquals(1, rig.gateway.calls().size());
  }

  @Test
  void resultThatNobodyWantsAnyMoreIsDropped() {
    rig.orchestrator.failsFirst(ALWAYS, 503);
    finishALeg();
    rig.orchestrator.answersHeartbeats(
        "{\"abandon\":[{\"run_id\":\"" + Rig.RUN + "\",\"step_id\":\"s\",\"leg\":3}]}");
    rig = rig.crashAndStart(settings());
    Eventually.holds(rig.vertx, () -> results().isEmpty());
    assertEquals(List.of(), aside());
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void resultThatIsRefusedForGoodIsPutAside() {
    rig.orchestrator.failsFirst(1, 410);
    finishALeg();
    Eventually.holds(rig.vertx, () -> aside().size() == 1);
    assertEquals(List.of(), results());
    assertEquals(1, rig.orchestrator.refused().size());
  }

  @Test
  void tornFileIsPutAside() throws IOException {
    rig.orchestrator.failsFirst(ALWAYS, 503);
    finishALeg();
    rig.orchestrator.failsFirst(0, 503);
    byte[] whole = Files.readAllBytes(results().getFirst());
    Path torn = folder.resolve("torn.result");
    Files.write(torn, Arrays.copyOf(whole, whole.length - 1));
    rig = rig.crashAndStart(settings());
    assertEquals("s", rig.orchestrator.next().get("step_id").asText());
    assertEquals(List.of("torn.result"), aside().stream().map(Path::toString).toList());
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void resultThatDoesNotFitIsSentWithoutBeingKept() {
    rig.close();
    rig =
        Rig.start(Map.of("KTSU_RUNTIME_DATA_DIR", folder.toString(), "KTSU_OUTBOX_BYTES_MAX", "1"));
    rig.orchestrator.failsFirst(ALWAYS, 503);
    finishALeg();
    assertEquals(List.of(), results());
    rig.orchestrator.failsFirst(0, 503);
    assertEquals("ok", rig.orchestrator.next().get("status").asText());
  }

  @Test
  void folderOfAnotherRuntimeIsRefused() {
    SettingError refused = assertThrows(SettingError.class, () -> Rig.start(settings()).close());
    assertTrue(refused.getMessage().startsWith("KTSU_RUNTIME_DATA_DIR: cannot use " + folder));
    assertTrue(refused.getMessage().contains("another runtime uses it"));
  }

  @Test
  void folderThatIsNoneIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    SettingError refused =
        assertThrows(
            SettingError.class,
            () -> Rig.start(Map.of("KTSU_RUNTIME_DATA_DIR", file.toString())).close());
    assertTrue(refused.getMessage().startsWith("KTSU_RUNTIME_DATA_DIR: cannot use " + file));
  }

  /** Runs a leg until its result was posted and refused. */
  private ObjectNode finishALeg() {
    rig.gateway.says("{}");
    ObjectNode request = rig.request("s").put("leg", 3);
    rig.invoke(request);
    Eventually.holds(rig.vertx, () -> !rig.orchestrator.refused().isEmpty());
    return request;
  }

  private Map<String, String> settings() {
    return Map.of("KTSU_RUNTIME_DATA_DIR", folder.toString());
  }

  private List<Path> results() {
    return list(folder).filter(file -> file.toString().endsWith(".result")).toList();
  }

  private List<Path> aside() {
    return list(folder.resolve("aside")).map(Path::getFileName).toList();
  }

  private static Stream<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
