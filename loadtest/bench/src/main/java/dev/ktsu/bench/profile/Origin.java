package dev.ktsu.bench.profile;

import java.util.List;

/** Whose code a method is. */
enum Origin {
  KTSU("ktsu", List.of("dev.ktsu.")),
  VERTX("Vert.x", List.of("io.vertx.")),
  NETTY("Netty", List.of("io.netty.")),
  STORE(
      "SQL drivers",
      List.of(
          "org.sqlite.", "java.sql.", "javax.sql.", "io.vertx.pgclient.", "io.vertx.sqlclient.")),
  JACKSON("Jackson", List.of("com.fasterxml.")),
  OTHER("other libraries", List.of("")),
  JDK("JDK", List.of("java.", "javax.", "jdk.", "sun.", "com.sun."));

  private final String word;
  private final List<String> prefixes;

  Origin(String word, List<String> prefixes) {
    this.word = word;
    this.prefixes = prefixes;
  }

  /** The origin of a class, by its name. */
  static Origin of(String className) {
    for (Origin origin : List.of(KTSU, STORE, VERTX, NETTY, JACKSON, JDK)) {
      if (origin.prefixes.stream().anyMatch(className::startsWith)) {
        return origin;
      }
    }
    return OTHER;
  }

  String word() {
    return word;
  }
}
