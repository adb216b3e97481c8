package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside a jar, with JDKs that only print how they are called. */
class LauncherTest {
  @TempDir private Path dir;

  @BeforeEach
  void installBuiltJar() throws IOException {
    Files.copy(Cli.HOME.resolve("ktsu"), dir.resolve("ktsu"));
    Files.createDirectories(dir.resolve("verticles/ktsu/target"));
    Files.createFile(dir.resolve("verticles/ktsu/target/ktsu.jar"));
  }

  @Test
  void chosenJdkRunsTheJarWithTheArguments() throws IOException {
    Outcome outcome = launch(jdk("21.0.2"), "version");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith(dir + "/jdk-21.0.2: "), outcome.out());
    assertTrue(
        outcome.out().strip().endsWith("-jar " + dir + "/verticles/ktsu/target/ktsu.jar version"),
        outcome.out());
  }

  @Test
  void olderJdkIsPassedOver() throws IOException {
    Path old = jdk("17.0.1");
    Path young = jdk("21.0.2");

    Outcome outcome =
        new Cli(dir, Map.of())
            .shell(
                "HOME=$PWD PATH=" + young + "/bin:$PATH ./ktsu version",
                Map.of("JAVA_HOME", old.toString()));

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith(young + ": "), outcome.out());
  }

  @Test
  void archiveIsOneAVerb() throws IOException {
    Outcome outcome = launch(jdk("21.0.2"), "validate x");

    assertTrue(
        outcome.out().matches("(?s).*-XX:SharedArchiveFile=\\S+/ktsu-validate-\\d+\\.jsa .*"),
        outcome.out());
  }

  @Test
  void pipeIsNoTerminal() throws IOException {
    Outcome outcome = launch(jdk("21.0.2"), "run x");

    assertFalse(outcome.out().contains("ktsu.tty"), outcome.out());
  }

  private Outcome launch(Path jdk, String arguments) {
    return new Cli(dir, Map.of()).shell("./ktsu " + arguments, Map.of("JAVA_HOME", jdk.toString()));
  }

  private Path jdk(String version) throws IOException {
    Path home = Files.createDirectories(dir.resolve("jdk-" + version));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/usr/bin/env bash\necho \"" + home + ": $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    return home;
  }
}
