package dev.ktsu.http.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Secret values known to this process, and the mask that stands for them. A value is found as it
 * is, in base64 at any alignment, escaped for URLs and for JSON, and each line of one with several.
 * Any thread may add and scrub; without secrets nothing is looked at.
 */
public final class Secrets {
  public static final String MASK = "[REDACTED]";

  /** Shorter values would blank out ordinary text. */
  public static final int CHARS_MIN = 8;

  private final Needles needles = new Needles();
  private final Set<String> lasting = new HashSet<>();

  /** Values that are masked for a while. */
  public interface Hold {
    /** Masks them no more, unless another hold or the process itself does; once. */
    void release();
  }

  /**
   * Adds values as long as the process lasts; those under {@link #CHARS_MIN} characters are left
   * out.
   */
  public void add(Collection<String> more) {
    synchronized (lasting) {
      more.stream().filter(lasting::add).forEach(value -> needles.add(Spellings.of(value)));
    }
  }

  /** Adds values until they are released. */
  public Hold hold(Collection<String> values) {
    List<Set<String>> spelled = values.stream().map(Spellings::of).toList();
    spelled.forEach(needles::add);
    return () -> spelled.forEach(needles::remove);
  }

  /** The text with every known value replaced by {@link #MASK}. */
  public String scrub(String text) {
    return isEmpty() ? text : needles.mask(text);
  }

  /**
   * The tree with every known value replaced by {@link #MASK}, in texts, keys and numbers, and
   * where it goes on from one element of a list to the next. The same tree when there is none.
   */
  public JsonNode scrub(JsonNode tree) {
    return isEmpty() ? tree : new TreeMask(needles).of(tree);
  }

  public boolean isEmpty() {
    return needles.isEmpty();
  }
}
