package dev.ktsu.gateway.provider.simulated;

/** No value could be made up; the message names the JSON pointer and why. */
final class NoSample extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSample(String pointer, String why) {
    super((pointer.isEmpty() ? "/" : pointer) + ": " + why, null, false, false);
  }
}
