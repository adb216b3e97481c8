package dev.ktsu.orchestrator.secret;

import dev.ktsu.settings.SettingError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/** Where the key comes from that seals secrets of callers. It blocks. */
public final class SealKey {
  private static final String NAME = "KTSU_SECRET_KEY";
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private SealKey() {}

  /**
   * A key as an operator writes it.
   *
   * @param text 32 bytes in base64 or hex
   * @throws SettingError when it is none
   */
  public static byte[] parse(String text) {
    try {
      byte[] key =
          text.matches("[0-9A-Fa-f]{64}")
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      if (key.length == Seal.KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException neither) {
      // Said below, without the text.
    }
    throw new SettingError(
        NAME + " is no key. Give 32 random bytes in base64 or hex, as of openssl rand -base64 32.");
  }

  /** A key that nobody else has, for what ends with this process. */
  public static byte[] fresh() {
    byte[] key = new byte[Seal.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /**
   * The key of a file, which is made when it is not there: only its owner may read it.
   *
   * @throws SettingError when it cannot be read or made, holds no key, or others may read it
   */
  public static byte[] ofFile(Path file) {
    try {
      make(file);
      if (isPosix(file) && !OWNER_ALONE.containsAll(Files.getPosixFilePermissions(file))) {
        throw new SettingError(
            file + " may be read by others. Run chmod 600 on it, or set " + NAME + ".");
      }
      return parse(Files.readString(file).strip());
    } catch (IOException failure) {
      throw new SettingError(
          "The key file "
              + file
              + " cannot be used: "
              + failure.getMessage()
              + ". Set "
              + NAME
              + ".");
    }
  }

  /** Whole or not at all: another process may look for it at the same moment. */
  private static void make(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    FileAttribute<?>[] mode =
        isPosix(folder)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
            : new FileAttribute<?>[0];
    Path fresh = Files.createTempFile(folder, "key", ".tmp", mode);
    try {
      String text = Base64.getEncoder().encodeToString(fresh()) + "\n";
      Files.writeString(fresh, text, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException faster) {
      // The other's key is read.
    } finally {
      Files.delete(fresh);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
