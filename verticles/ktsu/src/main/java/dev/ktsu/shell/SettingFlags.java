package dev.ktsu.shell;

import dev.ktsu.settings.Part;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Setting;
import dev.ktsu.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Flags of a command that come from the registry of settings. */
public final class SettingFlags {
  private SettingFlags() {}

  /** Those of commands that talk to an orchestrator. */
  public static void addClient(CommandSpec command) {
    add(command, Registry.all().stream().filter(each -> each.part() == Part.CLIENT).toList());
  }

  /** Adds a flag for each setting. */
  public static void add(CommandSpec command, List<? extends Setting<?>> settings) {
    settings.forEach(setting -> command.addOption(option(setting)));
  }

  /** The settings as given by the flags of a parsed command, else by the environment. */
  public static Settings read(CommandSpec command, Map<String, String> environment) {
    Settings settings = Settings.of(environment);
    for (OptionSpec option : command.options()) {
      if (option.userObject() instanceof Setting<?> setting) {
        Object given = option.getValue();
        if (given instanceof List<?> several) {
          given = several.stream().map(Object::toString).collect(Collectors.joining(","));
        }
        settings = given == null ? settings : settings.with(setting, given.toString());
      }
    }
    return settings;
  }

  private static OptionSpec option(Setting<?> setting) {
    String fallback = setting.fallback().isEmpty() ? "" : " Default: " + setting.fallback();
    OptionSpec.Builder option =
        setting.isList()
            ? OptionSpec.builder(setting.flag()).type(List.class).auxiliaryTypes(String.class)
            : OptionSpec.builder(setting.flag()).type(String.class);
    return option
        .paramLabel("<" + setting.unit() + ">")
        .description(setting.help() + " [" + setting.env() + "]" + fallback)
        .userObject(setting)
        .build();
  }
}
