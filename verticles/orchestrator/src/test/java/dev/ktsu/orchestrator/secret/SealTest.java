package dev.ktsu.orchestrator.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.settings.SettingError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
  private static final RunId RUN = new RunId(7);
  private static final ObjectNode VALUES = Json.object().put("key", "a-secret-value");

  @TempDir private Path dir;
  private final Seal seal = new Seal(SealKey.fresh());

  private static void unreadable(Seal seal, RunId run, byte[] sealed) {
    assertEquals(
        Code.SECRET_UNREADABLE, assertThrows(Fault.class, () -> seal.open(run, sealed)).code());
  }

  @Test
  void whatWasSealedIsOpenedAndShowsNothing() {
    byte[] sealed = seal.close(RUN, VALUES);

    assertEquals(VALUES, seal.open(RUN, sealed));
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("secret"));
    assertFalse(Arrays.equals(sealed, seal.close(RUN, VALUES)));
  }

  @Test
  void changedByteIsRefusedWhereverItStands() {
    byte[] sealed = seal.close(RUN, VALUES);

    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      unreadable(seal, RUN, changed);
    }
    unreadable(seal, RUN, new byte[0]);
  }

  @Test
  void bytesOfAnotherRunOrKeyAreRefused() {
    byte[] sealed = seal.close(RUN, VALUES);

    unreadable(seal, new RunId(8), sealed);
    unreadable(new Seal(SealKey.fresh()), RUN, sealed);
  }

  @Test
  void keyIsReadInBase64AndHex() {
    String hex = "00ff".repeat(16);

    assertArrayEquals(HexFormat.of().parseHex(hex), SealKey.parse(hex));
    assertArrayEquals(
        HexFormat.of().parseHex(hex),
        SealKey.parse("AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "AP8A", "00ff", "?"})
  void textThatIsNoKeyIsRefusedWithoutBeingShown(String text) {
    SettingError refused = assertThrows(SettingError.class, () -> SealKey.parse(text));

    assertFalse(refused.getMessage().contains(text + " "), refused.getMessage());
  }

  @Test
  void fileOfAKeyIsMadeOnceForItsOwnerAlone() throws IOException {
    Path file = dir.resolve("data/ktsu.db.key");

    byte[] key = SealKey.ofFile(file);

    assertArrayEquals(key, SealKey.ofFile(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void fileThatOthersMayReadIsRefused() throws IOException {
    Path file = dir.resolve("ktsu.db.key");
    SealKey.ofFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThrows(SettingError.class, () -> SealKey.ofFile(file));
  }
}
