package dev.ktsu.settings;

import java.util.function.Function;

/**
 * One thing that an operator can set.
 *
 * @param part who reads it
 * @param env environment variable, {@code KTSU_…}
 * @param flag on the command line of its own part, {@code --port}; empty for none
 * @param flagOfAll on the command line that starts every tier; empty for none
 * @param fallback default, as text
 * @param unit of the value: {@code port}, {@code ms}, {@code s}, {@code bytes}, {@code count}, …
 * @param help one sentence
 * @param parser text to value; throws {@link IllegalArgumentException} with what is expected
 */
public record Setting<T>(
    Part part,
    String env,
    String flag,
    String flagOfAll,
    String fallback,
    String unit,
    String help,
    Function<String, T> parser) {

  /** The value of {@code text}. */
  T parse(String text, String source) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new SettingError(
          source + ": \"" + text + "\" is not valid, expected " + wrong.getMessage() + ".");
    }
  }

  /** Whether the flag may stand several times: {@code --workspace}. */
  public boolean isList() {
    return unit.endsWith(",…");
  }

  /** Whether the flag takes no value: {@code --insecure}. */
  boolean isSwitch() {
    return unit.equals("switch");
  }
}
