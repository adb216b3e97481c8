package dev.ktsu.project;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code env} lists: {@code {name, secret, default, description}}. */
final class EnvVars {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private EnvVars() {}

  static List<EnvVar> read(Fields owner) {
    List<EnvVar> all = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Fields each : owner.mappings("env")) {
      EnvVar variable =
          new EnvVar(
              each.text("name"),
              each.flag("secret"),
              each.scalar("default", "a text")
                  .map(text -> Texts.plain(each.file(), text, TextPlace.ENV_DEFAULT)),
              each.text("description"));
      check(each, variable.name(), names);
      all.add(variable);
    }
    return all;
  }

  private static void check(Fields each, String name, Set<String> names) {
    if (!name.isBlank() && !NAME.matcher(name).matches()) {
      each.file()
          .report(
              Rule.BAD_VALUE,
              each.mark("name"),
              "\"" + name + "\" is no name of a variable",
              "Use letters, digits and _, without a digit in front.");
    } else if (!names.add(name)) {
      each.file()
          .report(
              Rule.DUPLICATE_ID,
              each.mark("name"),
              "the variable \"" + name + "\" is declared twice",
              "Remove one of the two.");
    }
  }
}
