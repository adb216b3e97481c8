package dev.ktsu.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one process was given. A value is read and checked when it is asked for. */
public final class Settings {
  private final Map<Setting<?>, String> flags;
  private final Map<String, String> environment;
  private final List<String> arguments;

  private Settings(
      Map<Setting<?>, String> flags, Map<String, String> environment, List<String> arguments) {
    this.flags = Map.copyOf(flags);
    this.environment = Map.copyOf(environment);
    this.arguments = List.copyOf(arguments);
  }

  /** Only environment variables. */
  public static Settings of(Map<String, String> environment) {
    return new Settings(Map.of(), environment, List.of());
  }

  /**
   * Reads the command line of one part.
   *
   * @throws SettingError on an unknown flag, a missing value or a bad one
   */
  public static Settings of(Part part, List<String> args, Map<String, String> environment) {
    return read(Set.of(part, Part.TIERS), Setting::flag, args, environment);
  }

  /**
   * Reads the command line that starts every tier: {@code --gateway-port} instead of {@code
   * --port}.
   */
  public static Settings ofAll(List<String> args, Map<String, String> environment) {
    Set<Part> parts = Set.of(Part.ORCHESTRATOR, Part.RUNTIME, Part.GATEWAY, Part.TIERS);
    return read(parts, Setting::flagOfAll, args, environment);
  }

  /**
   * The value of a setting.
   *
   * @throws SettingError when what was given cannot be used
   */
  public <T> T get(Setting<T> setting) {
    String flag = flags.get(setting);
    if (flag != null) {
      return setting.parse(flag, setting.flag());
    }
    String variable = environment.getOrDefault(setting.env(), "");
    return variable.isEmpty()
        ? setting.parse(setting.fallback(), setting.env())
        : setting.parse(variable, setting.env());
  }

  /** Whether it was given, or stands at its default. */
  public boolean isSet(Setting<?> setting) {
    return flags.containsKey(setting) || !environment.getOrDefault(setting.env(), "").isEmpty();
  }

  /** The same with one setting given as by a flag. */
  public Settings with(Setting<?> setting, String value) {
    Map<Setting<?>, String> more = new HashMap<>(flags);
    more.put(setting, value);
    return new Settings(more, environment, arguments);
  }

  /** The same with other environment variables. */
  public Settings withEnvironment(Map<String, String> other) {
    return new Settings(flags, other, arguments);
  }

  /** The process environment that project files may refer to. */
  public Map<String, String> environment() {
    return environment;
  }

  /** What stood on the command line beside flags. */
  public List<String> arguments() {
    return arguments;
  }

  private static Settings read(
      Set<Part> parts,
      Function<Setting<?>, String> flagOf,
      List<String> args,
      Map<String, String> environment) {
    Map<String, Setting<?>> known =
        Registry.all().stream()
            .filter(s -> parts.contains(s.part()) && !flagOf.apply(s).isEmpty())
            .collect(Collectors.toMap(flagOf, Function.identity()));
    Map<Setting<?>, String> flags = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        arguments.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      Setting<?> setting = known.get(name);
      if (setting == null) {
        throw new SettingError("unknown flag " + name + "; known: " + listOf(known));
      }
      if (equals >= 0) {
        put(flags, setting, arg.substring(equals + 1));
      } else if (setting.isSwitch()) {
        flags.put(setting, "1");
      } else if (i + 1 < args.size()) {
        put(flags, setting, args.get(++i));
      } else {
        throw new SettingError(name + " needs a value: " + setting.help());
      }
    }
    return new Settings(flags, environment, arguments);
  }

  private static void put(Map<Setting<?>, String> flags, Setting<?> setting, String value) {
    flags.merge(setting, value, (before, last) -> setting.isList() ? before + "," + last : last);
  }

  private static String listOf(Map<String, Setting<?>> known) {
    return known.keySet().stream().sorted().collect(Collectors.joining(", "));
  }
}
