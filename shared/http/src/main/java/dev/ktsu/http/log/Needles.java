package dev.ktsu.http.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/**
 * Finds any of many texts in one pass: a hash rolls over the first characters that all of them
 * have, so that the time does not grow with their number, and one comes or goes without a new
 * table. Any thread may look; who looks while one comes may miss it.
 */
final class Needles {
  /** The characters that are hashed: the shortest needle has as many. */
  private static final int WINDOW = Secrets.CHARS_MIN;

  private static final long BASE = 0x5851F42D4C957F2DL;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final int SLOT_BITS = 10;
  private static final long OLDEST = power(WINDOW);
  private static final AtomicIntegerArray NONE = new AtomicIntegerArray(0);

  /** Needles by the hash of their beginning, longest first. */
  private final Map<Long, List<String>> byBeginning = new ConcurrentHashMap<>();

  /** How many needles begin in each slot: most windows of a text are dismissed by this alone. */
  private volatile AtomicIntegerArray slots = NONE;

  /** How many have added each needle. */
  private final Map<String, Integer> holders = new HashMap<>();

  private volatile boolean empty = true;

  /** What is masked, from its first character to the one behind its last. */
  record Span(int start, int end) {}

  boolean isEmpty() {
    return empty;
  }

  synchronized void add(Collection<String> needles) {
    if (slots == NONE && !needles.isEmpty()) {
      slots = new AtomicIntegerArray(1 << SLOT_BITS);
    }
    for (String needle : needles) {
      if (holders.merge(needle, 1, Integer::sum) == 1) {
        long hash = beginning(needle);
        byBeginning.merge(hash, List.of(needle), Needles::both);
        slots.incrementAndGet(slot(hash));
      }
    }
    empty = holders.isEmpty();
  }

  synchronized void remove(Collection<String> needles) {
    for (String needle : needles) {
      if (holders.computeIfPresent(needle, (same, n) -> n == 1 ? null : n - 1) == null) {
        long hash = beginning(needle);
        byBeginning.computeIfPresent(hash, (same, all) -> without(all, needle));
        slots.decrementAndGet(slot(hash));
      }
    }
    empty = holders.isEmpty();
  }

  String mask(String text) {
    List<Span> spans = spans(text);
    if (spans.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int from = 0;
    for (Span span : spans) {
      masked.append(text, from, span.start()).append(Secrets.MASK);
      from = span.end();
    }
    return masked.append(text, from, text.length()).toString();
  }

  /** Where needles stand, in order; those that overlap are one. */
  List<Span> spans(String text) {
    if (empty) {
      return List.of();
    }
    List<Span> spans = List.of();
    AtomicIntegerArray taken = slots;
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = hash * BASE + text.charAt(i);
      if (i >= WINDOW) {
        hash -= OLDEST * text.charAt(i - WINDOW);
      }
      if (i + 1 < WINDOW || taken.get(slot(hash)) == 0) {
        continue;
      }
      int start = i + 1 - WINDOW;
      int length = longest(text, start, hash);
      if (length > 0) {
        spans = spans.isEmpty() ? new ArrayList<>() : spans;
        add(new Span(start, start + length), spans);
      }
    }
    return spans;
  }

  private static void add(Span span, List<Span> spans) {
    Span last = spans.isEmpty() ? null : spans.getLast();
    if (last == null || span.start() >= last.end()) {
      spans.add(span);
    } else if (span.end() > last.end()) {
      spans.set(spans.size() - 1, new Span(last.start(), span.end()));
    }
  }

  private int longest(String text, int start, long hash) {
    for (String needle : byBeginning.getOrDefault(hash, List.of())) {
      if (text.startsWith(needle, start)) {
        return needle.length();
      }
    }
    return 0;
  }

  private static List<String> both(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream())
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  @SuppressWarnings("NullAway")
  private static List<String> without(List<String> all, String needle) {
    List<String> left = all.stream().filter(other -> !other.equals(needle)).toList();
    return left.isEmpty() ? null : left;
  }

  private static long beginning(String needle) {
    long hash = 0;
    for (int i = 0; i < WINDOW; i++) {
      hash = hash * BASE + needle.charAt(i);
    }
    return hash;
  }

  private static int slot(long hash) {
    return (int) ((hash * SPREAD) >>> (Long.SIZE - SLOT_BITS));
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= BASE;
    }
    return power;
  }
}
