package dev.ktsu.http.trace;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} of a request (W3C Trace Context, version 00).
 *
 * @param traceId 32 hex digits, the same at every hop
 * @param spanId 16 hex digits, of this hop
 * @param sampled whether the trace is recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** Reads the header; an absent or broken one starts a new trace. */
  public static TraceContext of(@Nullable String header) {
    if (header != null) {
      Matcher parts = FORM.matcher(header);
      if (parts.matches()) {
        boolean sampled = (Integer.parseInt(parts.group(3), 16) & 1) == 1;
        return new TraceContext(parts.group(1), parts.group(2), sampled);
      }
    }
    return start();
  }

  /** A new trace. */
  public static TraceContext start() {
    return new TraceContext(hex() + hex(), hex(), true);
  }

  /** A new hop of a known trace. */
  public static TraceContext in(String traceId) {
    return new TraceContext(traceId, hex(), true);
  }

  /** The context of a call made on behalf of this one: same trace, a span of its own. */
  public TraceContext child() {
    return new TraceContext(traceId, hex(), sampled);
  }

  /** The header's value. */
  public String header() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  private static String hex() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
  }
}
