package dev.ktsu.project;

/** What may stand in a header: nothing that ends it, and nothing that servers read in two ways. */
public final class HeaderText {
  private HeaderText() {}

  /** Whether the text has visible ASCII characters, spaces and tabs alone. */
  public static boolean isSound(String text) {
    return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
  }
}
