package dev.ktsu.project.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the bytes of one file. */
public final class YamlFile {
  /** Largest file. */
  public static final int BYTES_MAX = 1 << 20;

  /** Deepest nesting of lists and mappings. */
  public static final int DEPTH_MAX = 100;

  /** Most values in a file, with each alias counted as what it names. */
  public static final int NODES_MAX = 100_000;

  private YamlFile() {}

  /**
   * Reads one document.
   *
   * @throws YamlException when it is no YAML of the kind this package reads
   */
  public static Node parse(byte[] bytes) throws YamlException {
    if (bytes.length > BYTES_MAX) {
      throw new YamlException(
          Mark.START, "the file is larger than " + BYTES_MAX + " bytes", "Split it.");
    }
    String text = decode(bytes);
    try {
      return new TreeBuilder(events(text)).document();
    } catch (ReaderException unreadable) {
      throw new YamlException(
          mark(text, unreadable.getPosition()),
          "character U+%04X is not allowed in YAML".formatted(unreadable.getCodePoint()),
          "Write it as an escape in double quotes.");
    } catch (MarkedYamlEngineException malformed) {
      throw new YamlException(mark(malformed), sentence(malformed), "");
    } catch (YamlEngineException malformed) {
      throw new YamlException(Mark.START, String.valueOf(malformed.getMessage()), "");
    }
  }

  private static Iterator<Event> events(String text) {
    return new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  private static String decode(byte[] bytes) throws YamlException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException malformed) {
      throw new YamlException(Mark.START, "the file is not UTF-8", "Save it as UTF-8.");
    }
  }

  private static Mark mark(MarkedYamlEngineException malformed) {
    return malformed
        .getProblemMark()
        .or(malformed::getContextMark)
        .map(at -> new Mark(at.getLine() + 1, at.getColumn() + 1))
        .orElse(Mark.START);
  }

  private static Mark mark(String text, int position) {
    String before = text.substring(0, Math.clamp(position, 0, text.length()));
    int line = (int) before.chars().filter(c -> c == '\n').count();
    return new Mark(line + 1, before.length() - before.lastIndexOf('\n'));
  }

  private static String sentence(MarkedYamlEngineException malformed) {
    String problem = malformed.getProblem();
    String context = malformed.getContext();
    return "not YAML: " + (context == null ? problem : context + ", " + problem);
  }
}
