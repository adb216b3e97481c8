package dev.ktsu.settings;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What {@code --help} prints: the flags and variables of some parts, made from the registry. */
public final class Help {
  private static final int TEXT_COLUMN = 32;

  private Help() {}

  /** The settings that one part reads, with the flags of its own command line. */
  public static String of(Part part) {
    return lines(Set.of(part, Part.TIERS), Setting::flag);
  }

  /** The settings of every tier, with the flags of the command line that starts them all. */
  public static String ofAll() {
    Set<Part> parts = Set.of(Part.ORCHESTRATOR, Part.RUNTIME, Part.GATEWAY, Part.TIERS);
    return lines(parts, Setting::flagOfAll);
  }

  private static String lines(Set<Part> parts, Function<Setting<?>, String> flagOf) {
    List<Setting<?>> settings =
        Registry.all().stream().filter(s -> parts.contains(s.part())).toList();
    StringBuilder text = new StringBuilder("Flags:\n");
    for (Setting<?> setting : settings) {
      String flag = flagOf.apply(setting);
      if (!flag.isEmpty()) {
        String value = setting.isSwitch() ? "" : " <" + setting.unit() + ">";
        line(text, flag + value, setting.help() + " [" + setting.env() + "]" + fallback(setting));
      }
    }
    text.append("\nIn the environment only:\n");
    for (Setting<?> setting : settings) {
      if (flagOf.apply(setting).isEmpty()) {
        line(text, setting.env(), setting.help() + fallback(setting));
      }
    }
    return text.toString();
  }

  private static String fallback(Setting<?> setting) {
    return setting.fallback().isEmpty() ? "" : " Default: " + setting.fallback();
  }

  private static void line(StringBuilder text, String left, String right) {
    text.append("  ").append(left);
    text.append(left.length() < TEXT_COLUMN ? " ".repeat(TEXT_COLUMN - left.length()) : "  ");
    text.append(right).append('\n');
  }
}
