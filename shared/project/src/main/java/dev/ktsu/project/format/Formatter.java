package dev.ktsu.project.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.project.format.BlockOrder.Edit;
import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Puts the keys of a file in the order of its kind's schema, and tidies blank lines and line ends.
 * Comments stay with the key that they stand at. Quotes, indentation, anchors and texts stay as
 * they are written.
 */
public final class Formatter {
  private final ObjectNode schema;

  private Formatter(ObjectNode schema) {
    this.schema = schema;
  }

  /**
   * The file in order; the same text when it is in order already.
   *
   * @throws UnformattableException when it is no YAML, or cannot be proved to keep its meaning, its
   *     comments and its anchors
   */
  public static String format(FileKind kind, String text) throws UnformattableException {
    String plain = plain(text);
    Proof.parse(plain);
    Formatter formatter = new Formatter(kind.schema());
    String formatted = formatter.formatted(plain);
    Proof.check(plain, formatted);
    if (!formatter.formatted(formatted).equals(formatted)) {
      throw new UnformattableException(Mark.START, "in order it would be put in order again");
    }
    return formatted;
  }

  /** Without a byte order mark, and with one kind of line breaks. */
  static String plain(String text) {
    String marked = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return marked.replace("\r\n", "\n");
  }

  /** From the outermost mapping inwards, one depth at a time: places change with each. */
  private String formatted(String plain) throws UnformattableException {
    String text = plain;
    for (int depth = 0; depth <= deepest(text); depth++) {
      text = blocksMoved(flowsMoved(text, depth), depth);
    }
    return Blanks.tidied(text);
  }

  private static int deepest(String text) {
    return Outline.of(text).mappings().stream().mapToInt(Keys::depth).max().orElse(-1);
  }

  private String flowsMoved(String text, int depth) {
    Outline outline = Outline.of(text);
    Splices splices = new Splices(text);
    KeyOrder.of(outline.root(), schema)
        .forEach(
            (mapping, sorted) -> {
              boolean isHere = mapping.isFlow() && mapping.depth() == depth;
              if (isHere && FlowOrder.canMove(outline, mapping)) {
                FlowOrder.move(mapping, sorted, splices);
              }
            });
    return splices.applied();
  }

  private String blocksMoved(String text, int depth) throws UnformattableException {
    Outline outline = Outline.of(text);
    List<Edit> edits = new ArrayList<>();
    for (Map.Entry<Keys, List<Key>> each : KeyOrder.of(outline.root(), schema).entrySet()) {
      Keys mapping = each.getKey();
      if (!mapping.isFlow() && mapping.depth() == depth) {
        edits.add(new BlockOrder(outline, mapping).moved(each.getValue()));
      }
    }
    edits.sort(Comparator.comparingInt(Edit::from).reversed());
    List<String> lines = new ArrayList<>(outline.lines());
    for (Edit edit : edits) {
      List<String> old = lines.subList(edit.from(), edit.to());
      old.clear();
      old.addAll(edit.lines());
    }
    return String.join("\n", lines);
  }
}
