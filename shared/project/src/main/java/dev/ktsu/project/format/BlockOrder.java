package dev.ktsu.project.format;

import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Moves the lines of a mapping's entries. An entry takes along the comments and blank lines right
 * above its key, and comments below it that are indented deeper than the key. What stands at the
 * head of a file, up to a blank line or a line for the editor, is about the file and stays.
 */
final class BlockOrder {
  private static final Pattern INDENT = Pattern.compile(" *((- +)*)");
  private static final String FOR_EDITORS = "yaml-language-server:";

  private final Outline outline;
  private final Keys mapping;
  private final int column;

  BlockOrder(Outline outline, Keys mapping) {
    this.outline = outline;
    this.mapping = mapping;
    this.column = mapping.keys().getFirst().place().column();
  }

  /** Lines from {@code from} on, up to {@code to}, give way to {@code lines}. */
  record Edit(int from, int to, List<String> lines) {}

  /** Lines of an entry: first those above its key. */
  private record Chunk(int from, int key, int to) {}

  Edit moved(List<Key> sorted) throws UnformattableException {
    Map<Key, Chunk> chunks = chunks();
    String dashes = dashes();
    Key first = mapping.keys().getFirst();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Chunk chunk = chunks.get(sorted.get(i));
      lines.addAll(above(chunk, i == 0));
      String line = outline.lines().get(chunk.key());
      String rest = line.substring(column);
      String margin = i == 0 ? dashes : " ".repeat(column);
      lines.add(i == 0 || sorted.get(i) == first ? margin + rest : line);
      lines.addAll(outline.lines().subList(chunk.key() + 1, chunk.to()));
    }
    Chunk last = chunks.get(mapping.keys().getLast());
    return new Edit(chunks.get(first).from(), last.to(), lines);
  }

  /** The comments of the first entry stand above the dashes, if there are any. */
  private List<String> above(Chunk chunk, boolean isFirst) throws UnformattableException {
    List<String> lines = new ArrayList<>();
    String margin = dashes().replaceFirst("-.*", "");
    for (int line = chunk.from(); line < chunk.key(); line++) {
      if (!isFirst) {
        lines.add(outline.lines().get(line));
      } else if (!(lines.isEmpty() && outline.isBlank(line))) {
        lines.add(outline.isBlank(line) ? "" : margin + outline.lines().get(line).strip());
      }
    }
    return lines;
  }

  private Map<Key, Chunk> chunks() throws UnformattableException {
    Map<Key, Chunk> chunks = new HashMap<>();
    List<Key> keys = mapping.keys();
    int from = firstLine(keys.getFirst());
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      checkPlace(key, i == 0);
      int limit = i + 1 < keys.size() ? keys.get(i + 1).line() : outline.lines().size();
      int to = end(key.lastLine() + 1, limit);
      chunks.put(key, new Chunk(from, key.line(), to));
      from = to;
    }
    return chunks;
  }

  /** Where comments that are indented deeper than the keys end. */
  private int end(int from, int limit) {
    int end = from;
    for (int line = from; line < limit; line++) {
      if (outline.isComment(line) && outline.indent(line) > column) {
        end = line + 1;
      } else if (!outline.isBlank(line)) {
        break;
      }
    }
    return end;
  }

  /** The first line that belongs to the first entry. */
  private int firstLine(Key first) throws UnformattableException {
    int from = first.line();
    if (!dashes().isBlank()) {
      return from;
    }
    while (from > 0 && (outline.isComment(from - 1) || outline.isBlank(from - 1))) {
      from--;
    }
    int kept = from;
    for (int line = from; mapping.depth() == 0 && line < first.line(); line++) {
      if (outline.isBlank(line) || outline.lines().get(line).contains(FOR_EDITORS)) {
        kept = line + 1;
      }
    }
    return kept;
  }

  private void checkPlace(Key key, boolean isFirst) throws UnformattableException {
    String before = outline.lines().get(key.line()).substring(0, key.place().column());
    if (key.place().column() != column || !(isFirst || before.isBlank())) {
      throw UnformattableException.atLine(
          key.line(), "\"" + key.name() + "\" cannot be moved: it does not begin its line");
    }
  }

  private String dashes() throws UnformattableException {
    Key first = mapping.keys().getFirst();
    String before = outline.lines().get(first.line()).substring(0, column);
    if (!INDENT.matcher(before).matches()) {
      throw UnformattableException.atLine(
          first.line(), "\"" + first.name() + "\" cannot be moved: it does not begin its line");
    }
    return before;
  }
}
