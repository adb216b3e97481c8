package dev.ktsu.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into something that the main thread sees, and gives it some time to end
 * what it does before the process is gone.
 */
final class CtrlC implements AutoCloseable {
  /** What shells expect of a command that was ended by Ctrl-C. */
  static final int EXIT = 130;

  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch pressed = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onSignal, "ktsu-ctrl-c");

  private CtrlC() {}

  static CtrlC watch() {
    CtrlC watch = new CtrlC();
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /** Waits that long, or until it is pressed, and tells whether it was. */
  boolean pressedWithin(long millis) {
    try {
      return pressed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** After this the process may end. */
  @Override
  public void close() {
    over.countDown();
    if (pressed.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException endsAlready) {
        pressed.countDown();
      }
    }
  }

  private void onSignal() {
    pressed.countDown();
    try {
      over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT);
  }
}
