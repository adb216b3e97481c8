package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import java.util.Optional;

/** A file that was read as YAML, and where to report what is wrong with it. */
record SourceFile(String path, Node.Mapping root, Findings findings) {
  /** Reads bytes; what keeps them from being a mapping goes to the findings. */
  static Optional<SourceFile> parse(String path, byte[] bytes, Findings findings) {
    try {
      Node root = YamlFile.parse(bytes);
      if (root instanceof Node.Mapping mapping) {
        return Optional.of(new SourceFile(path, mapping, findings));
      }
      findings.add(
          Rule.WRONG_TYPE, path, root.mark(), "the file holds " + root.kind(), "Write a mapping.");
    } catch (YamlException fault) {
      findings.add(Rule.YAML, path, fault.mark(), fault.getMessage(), fault.remedy());
    }
    return Optional.empty();
  }

  void report(Rule rule, Mark mark, String message, String remedy) {
    findings.add(rule, path, mark, message, remedy);
  }

  /** Reports at the value that a JSON pointer names, or at the nearest one around it. */
  void report(Rule rule, String pointer, String message, String remedy) {
    report(rule, nearest(pointer).mark(), message, remedy);
  }

  /** The value that a JSON pointer names, or the nearest one around it. */
  Node nearest(String pointer) {
    return root.nearest(JsonPointer.compile(pointer));
  }

  /** Whether the mapping that a JSON pointer names has the key. */
  boolean has(String pointer, String key) {
    return nearest(pointer) instanceof Node.Mapping mapping && mapping.entries().containsKey(key);
  }

  /** A name as a part of a JSON pointer. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
