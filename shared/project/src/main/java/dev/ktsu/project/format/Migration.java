package dev.ktsu.project.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.LoneFile;
import dev.ktsu.project.OldForm;
import dev.ktsu.project.format.Written.Leaf;
import dev.ktsu.project.kinds.FileKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a file of an older release to the forms of this one: the texts that the loader refuses for
 * their form, at the places that it names, and keys that have another name or place now.
 */
public final class Migration {
  private static final Set<String> RULES = Set.of("removed-form", "bare-path");

  private final FileKind kind;
  private final String path;
  private final List<String> done = new ArrayList<>();
  private String text;

  private Migration(FileKind kind, String path, String text) {
    this.kind = kind;
    this.path = path;
    this.text = text;
  }

  /**
   * What a file has become.
   *
   * @param done what was rewritten, each as {@code line N: old -> new}, lines as they were
   * @param left what is still wrong with the file by itself, with the remedy
   */
  public record Migrated(String text, List<String> done, List<Diagnostic> left) {
    public Migrated {
      done = List.copyOf(done);
      left = List.copyOf(left);
    }
  }

  /**
   * Rewrites a file and puts it in order.
   *
   * @param path shown in {@code left}
   * @throws UnformattableException when it is no YAML, or cannot be put in order
   */
  public static Migrated migrate(FileKind kind, String path, String text)
      throws UnformattableException {
    String plain = Formatter.plain(text);
    Proof.parse(plain);
    return new Migration(kind, path, plain).migrated();
  }

  private Migrated migrated() throws UnformattableException {
    String before = text;
    rewriteTexts();
    OldKeys keys = new OldKeys(kind, text);
    text = keys.rewritten();
    done.addAll(keys.done());
    Proof.checkComments(before, text);
    text = Formatter.format(kind, text);
    return new Migrated(text, done, errors());
  }

  private List<Diagnostic> errors() {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return LoneFile.check(kind, path, bytes).stream().filter(Diagnostic::isError).toList();
  }

  private void rewriteTexts() throws UnformattableException {
    Set<String> steps = steps(Proof.parse(text).json());
    Outline outline = Outline.of(text);
    Splices splices = new Splices(text);
    for (Diagnostic found : errors()) {
      if (RULES.contains(found.rule())) {
        at(outline, found).ifPresent(place -> rewrite(place, steps, splices));
      }
    }
    text = splices.applied();
  }

  private void rewrite(Leaf place, Set<String> steps, Splices splices) {
    Optional<OldForm> old = OldForm.of(place.text(), steps);
    if (old.isEmpty()) {
      return;
    }
    String written = splices.between(place.from(), place.to());
    String anchor = written.startsWith("&") ? written.substring(0, written.indexOf(' ') + 1) : "";
    String rest = written.substring(written.stripTrailing().length());
    splices.replace(place.from(), place.to(), anchor + Json.text(old.get().rewritten()) + rest);
    done.add(
        "line %d: %s -> %s".formatted(place.line() + 1, old.get().text(), old.get().rewritten()));
  }

  private static Optional<Leaf> at(Outline outline, Diagnostic found) {
    return outline.leaves().stream()
        .filter(leaf -> leaf.line() + 1 == found.line() && leaf.column() + 1 == found.column())
        .findFirst();
  }

  private static Set<String> steps(JsonNode root) {
    Set<String> ids = new LinkedHashSet<>();
    root.path("pipeline").forEach(step -> ids.add(step.path("id").asText()));
    return ids;
  }
}
