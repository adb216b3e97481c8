package dev.ktsu.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Manifest;

/** Checks the Java version before any class of ours that needs a newer one is loaded. */
public final class Launch {
  static final int JAVA_MIN = 21;

  private Launch() {}

  public static void main(String[] args) throws Throwable {
    int found = Runtime.version().feature();
    if (found < JAVA_MIN) {
      System.err.println(refusal(found, System.getProperty("java.home")));
      System.exit(1);
    }
    try {
      Class.forName(mainClass()).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  static String refusal(int found, String home) {
    return "ktsu needs Java "
        + JAVA_MIN
        + " or newer, but this is Java "
        + found
        + " at "
        + home
        + "; set JAVA_HOME to a newer JDK and start that JDK's bin/java.";
  }

  private static String mainClass() throws IOException {
    Enumeration<URL> manifests = Launch.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
    while (manifests.hasMoreElements()) {
      try (InputStream in = manifests.nextElement().openStream()) {
        String name = new Manifest(in).getMainAttributes().getValue("Ktsu-Main");
        if (name != null) {
          return name;
        }
      }
    }
    throw new IllegalStateException("no Ktsu-Main in the manifest of the jar");
  }
}
