package dev.ktsu.http.process;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** The event loops of a process. */
public final class Loops {
  private Loops() {}

  /**
   * Starts the event loops, on the operating system's own way to wait for sockets where there is
   * one: it takes less processor time than the JDK's.
   */
  public static Vertx start() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }
}
