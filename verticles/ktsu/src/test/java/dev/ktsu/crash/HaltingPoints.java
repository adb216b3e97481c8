package dev.ktsu.crash;

import dev.ktsu.futures.FaultPoints;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Ends its process where {@code -Dktsu.halt.at=AFTER_COMMIT:3} says: at the third time that
 * execution comes by, at once and without a word, as {@code kill -9} does. Without the property
 * nothing happens.
 */
public final class HaltingPoints implements FaultPoints {
  static final String PROPERTY = "ktsu.halt.at";

  /** What {@code kill -9} gives. */
  static final int EXIT = 137;

  private final String point;
  private final AtomicInteger left;

  /** Made by the service loader of the process that is to end. */
  public HaltingPoints() {
    String[] place = System.getProperty(PROPERTY, ":0").split(":", 2);
    point = place[0];
    left = new AtomicInteger(Integer.parseInt(place[1]));
  }

  /** Writes a jar with this class as a service. */
  static Path pack(Path jar) throws IOException {
    String name = HaltingPoints.class.getName().replace('.', '/') + ".class";
    try (InputStream bytes = HaltingPoints.class.getResourceAsStream("/" + name);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(name));
      Objects.requireNonNull(bytes, name).transferTo(out);
      out.putNextEntry(new JarEntry("META-INF/services/" + FaultPoints.class.getName()));
      out.write(HaltingPoints.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Override
  public void at(Point reached) {
    if (reached.name().equals(point) && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT);
    }
  }
}
