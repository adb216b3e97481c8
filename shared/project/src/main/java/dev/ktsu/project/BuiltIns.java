package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agents that come with the product. Their files stand beside those of the project, under
 * {@code ktsu/}, and become a part of the definitions that use them: a run keeps its version
 * whatever a later release makes of it.
 */
final class BuiltIns {
  private static final List<String> NAMES = List.of("ktsu/secure-parser@1");

  /** Versions that change nothing for who uses the agent are the same. */
  private static final Pattern VERSIONED = Pattern.compile("(ktsu/[^@]+@\\d+)(\\.\\d+){0,2}");

  private BuiltIns() {}

  /** Whether a step means an agent of ours, and not a file of the project. */
  static boolean isMeant(String reference) {
    return reference.startsWith("ktsu/") && !reference.endsWith(".yaml");
  }

  /** The path of the agent that is meant; reported when there is none. */
  static Optional<String> path(String reference, SourceFile from, Mark mark) {
    Matcher versioned = VERSIONED.matcher(reference);
    String name = versioned.matches() ? versioned.group(1) : reference;
    if (NAMES.contains(name)) {
      return Optional.of(pathOf(name));
    }
    List<String> versions = NAMES.stream().filter(known -> known.startsWith(name + "@")).toList();
    if (versions.isEmpty()) {
      from.report(
          Rule.FILE_MISSING,
          mark,
          "there is no built-in agent \"" + reference + "\"",
          Nearest.remedy(name, NAMES));
    } else {
      from.report(
          Rule.BAD_VALUE,
          mark,
          "\"" + reference + "\" names no version",
          "Write " + String.join(" or ", versions) + ".");
    }
    return Optional.empty();
  }

  /** The files of a project with ours beside them. */
  static SourceTree beside(SourceTree project) {
    return new SourceTree() {
      @Override
      public Optional<byte[]> read(String path) {
        return isOurs(path) ? Optional.of(BuiltIns.read(path)) : project.read(path);
      }

      @Override
      public Optional<Stamp> stamp(String path) {
        return isOurs(path)
            ? Optional.of(new Stamp(BuiltIns.read(path).length, 0, "built-in"))
            : project.stamp(path);
      }

      @Override
      public List<String> list(String folder) {
        return project.list(folder);
      }
    };
  }

  private static boolean isOurs(String path) {
    return NAMES.stream().anyMatch(name -> pathOf(name).equals(path));
  }

  private static String pathOf(String name) {
    return name + AgentReader.ENDING;
  }

  private static byte[] read(String path) {
    try (InputStream in = BuiltIns.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the product lacks its own file " + path);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
