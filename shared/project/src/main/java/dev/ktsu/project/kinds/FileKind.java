package dev.ktsu.project.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What a YAML file of a project is; its name says so. */
public enum FileKind {
  WORKFLOW("workflow", ".+\\.workflow\\.yaml"),
  AGENT("agent", ".+\\.agent\\.yaml"),
  SERVER("server", ".+\\.server\\.yaml"),
  SERVERS("servers", "servers\\.yaml"),
  GATEWAY("gateway", "gateway(\\..+)?\\.yaml"),
  ENVIRONMENT("env", ".+\\.env\\.yaml"),
  TEST("test", ".+\\.test\\.yaml");

  private static final Map<FileKind, Grammar> GRAMMARS = new ConcurrentHashMap<>();

  private final String word;
  private final Pattern files;

  FileKind(String word, String files) {
    this.word = word;
    this.files = Pattern.compile(files);
  }

  /** The kind of a file by the last part of its path; empty for what is no file of a project. */
  public static Optional<FileKind> of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return Arrays.stream(values()).filter(kind -> kind.files.matcher(name).matches()).findFirst();
  }

  /** The kind of this {@link #word}. */
  public static Optional<FileKind> named(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** Every {@link #word}. */
  public static List<String> words() {
    return Arrays.stream(values()).map(FileKind::word).toList();
  }

  /** As users call it, and the name of its schema. */
  public String word() {
    return word;
  }

  /** What its files may hold; the readers go by it. */
  public Grammar grammar() {
    return GRAMMARS.computeIfAbsent(this, kind -> Grammar.of(Bundle.of(kind.word)));
  }

  /** Its JSON Schema, draft 2020-12, in one document, made of the {@link #grammar}; a new tree. */
  public ObjectNode schema() {
    return grammar().schema();
  }
}
