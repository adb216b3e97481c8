package dev.ktsu.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that has said nothing for too long, so that whoever reads it wakes up. A living
 * stream of events pings three times as often.
 */
final class Silence implements AutoCloseable {
  private static final long SECONDS = 45;

  private final InputStream stream;
  private final Semaphore said = new Semaphore(0);
  private final Thread watch;

  Silence(InputStream stream) {
    this.stream = stream;
    this.watch = Thread.startVirtualThread(this::watch);
  }

  /** The stream has said something. */
  void broken() {
    said.release();
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private void watch() {
    try {
      while (said.tryAcquire(SECONDS, TimeUnit.SECONDS)) {
        said.drainPermits();
      }
      stream.close();
    } catch (InterruptedException readToItsEnd) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
