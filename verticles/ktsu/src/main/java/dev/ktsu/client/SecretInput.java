package dev.ktsu.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code --secret} gives: {@code NAME=env:VAR} or {@code NAME=@file}. A value itself would
 * stand in the list of processes and in the shell's history.
 */
final class SecretInput {
  private static final String VARIABLE = "env:";

  private SecretInput() {}

  /**
   * The parameters by name; of a file the last line break is left out.
   *
   * @throws CommandError when one has another form, or cannot be read
   */
  static ObjectNode read(List<String> options, Map<String, String> environment) {
    ObjectNode secrets = Json.object();
    for (String option : options) {
      int equals = option.indexOf('=');
      String source = option.substring(equals + 1);
      if (equals < 1 || !(source.startsWith(VARIABLE) || source.startsWith("@"))) {
        throw new CommandError("--secret takes NAME=env:VAR or NAME=@file");
      }
      String name = option.substring(0, equals);
      secrets.put(
          name,
          source.startsWith("@")
              ? ofFile(Path.of(source.substring(1)))
              : ofVariable(source.substring(VARIABLE.length()), environment));
    }
    return secrets;
  }

  private static String ofVariable(String name, Map<String, String> environment) {
    String value = environment.get(name);
    if (value == null) {
      throw new CommandError("--secret: the variable " + name + " is not set");
    }
    return value;
  }

  private static String ofFile(Path file) {
    try {
      return Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException unreadable) {
      throw new CommandError("--secret: cannot read " + unreadable.getMessage());
    }
  }
}
