package dev.ktsu.power;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as strace 6 writes them. */
class TraceTest {
  private static final Path DATABASE = Path.of("/d/ktsu.db");

  @TempDir Path folder;

  private List<Operation> read(String... lines) throws IOException {
    Path log = Files.write(folder.resolve("log"), List.of(lines));
    return Trace.read(log, DATABASE);
  }

  private static String hex(String text) {
    HexFormat form = HexFormat.of().withPrefix("\\x");
    return form.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String open(String name) {
    return "7 openat(AT_FDCWD<"
        + hex("/d")
        + ">, \""
        + hex("/d/" + name)
        + "\", O_RDWR|O_CREAT, 0644) = 5<"
        + hex("/d/" + name)
        + ">";
  }

  private static String answer(String said) {
    return "8 sendto(9<" + hex("TCP:[1]") + ">, \"" + hex(said) + "\", 99, 0, NULL, 0) = 99";
  }

  @Test
  void fileIsCreatedOnce() throws IOException {
    List<Operation> read = read(open("ktsu.db"), open("ktsu.db"), open("ktsu.db-shm"));
    assertEquals(List.of(new Operation.Create(1, 1, "ktsu.db")), read);
  }

  @Test
  void writeHasItsPlaceAndBytes() throws IOException {
    List<Operation> read =
        read("7 pwrite64(5<" + hex("/d/ktsu.db-wal") + ">, \"\\x01\\xff\", 2, 4096) = 2");
    var write = assertInstanceOf(Operation.Write.class, read.getFirst());
    assertEquals("ktsu.db-wal", write.file());
    assertEquals(4_096, write.offset());
    assertArrayEquals(new byte[] {1, -1}, write.bytes());
  }

  @Test
  void interruptedSyncCountsFromItsEnd() throws IOException {
    List<Operation> read =
        read(
            "7 fsync(5<" + hex("/d/ktsu.db-wal") + "> <unfinished ...>",
            answer("{\"run_id\":\"run_00000000000000aa\",\"status\":\"accepted\"}"),
            "7 <... fsync resumed>) = 0");
    assertEquals(
        List.of(
            new Operation.Answer(2, 2, Operation.Promise.ACCEPTED, "run_00000000000000aa"),
            new Operation.Sync(1, 3, "ktsu.db-wal")),
        read);
  }

  @Test
  void syncThatFailedIsNone() throws IOException {
    assertEquals(
        List.of(), read("7 fsync(5<" + hex("/d/ktsu.db-wal") + ">) = -1 EIO (Input/output error)"));
  }

  @Test
  void severalAnswersMayShareACall() throws IOException {
    String accepted = "{\"run_id\":\"run_00000000000000aa\",\"status\":\"accepted\"}";
    String cancelled =
        "{\"run_id\":\"run_00000000000000ab\",\"status\":\"running\",\"state\":\"cancelling\"}";
    List<Operation> read = read(answer("HTTP/1.1 202\r\n\r\n" + accepted + "\n" + cancelled));
    assertEquals(
        List.of(
            new Operation.Answer(1, 1, Operation.Promise.ACCEPTED, "run_00000000000000aa"),
            new Operation.Answer(1, 1, Operation.Promise.CANCELLING, "run_00000000000000ab")),
        read);
  }

  @Test
  void folderIsSyncedByItself() throws IOException {
    assertEquals(
        List.of(new Operation.SyncFolder(1, 1)), read("7 fsync(5<" + hex("/d") + ">) = 0"));
  }

  @Test
  void bytesThatWereCutOffAreAnError() {
    assertThrows(
        IOException.class,
        () -> read("7 pwrite64(5<" + hex("/d/ktsu.db") + ">, \"\\x01\"..., 2, 0) = 2"));
  }
}
