package dev.ktsu.settings;

/** A flag or variable that cannot be used; the message names it, what was given and the remedy. */
public final class SettingError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SettingError(String message) {
    super(message, null, false, false);
  }
}
