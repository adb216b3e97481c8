package dev.ktsu.orchestrator.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.json.Members;
import dev.ktsu.contracts.json.Members.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The payloads of a run that one answer shows. They are read when they are asked for, and no tree
 * is made of a large value. Made on one thread, then used on one, which may be another.
 */
public final class Values {
  private final RunId run;
  private final Map<Long, byte[]> payloads;
  private final int inlineBytesMax;
  private final Map<Long, Members> read = new HashMap<>();

  Values(RunId run, Map<Long, byte[]> payloads, int inlineBytesMax) {
    this.run = run;
    this.payloads = Map.copyOf(payloads);
    this.inlineBytesMax = inlineBytesMax;
  }

  /** No payload at all. */
  public static Values none(RunId run) {
    return new Values(run, Map.of(), Integer.MAX_VALUE);
  }

  /** All payloads as trees. */
  public Map<Long, JsonNode> bodies() {
    Map<Long, JsonNode> all = new HashMap<>();
    payloads.forEach((seq, bytes) -> all.put(seq, Json.parseOwn(bytes)));
    return all;
  }

  /** How many bytes they are together. */
  long bytes() {
    return payloads.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  /** The JSON of a value; empty for one that is not there. */
  public Optional<Text> text(ValueRef.Kept ref) {
    return ref.in(members(ref.seq()));
  }

  /** A small value beside them; a missing node for one that is not there. */
  public JsonNode small(long seq, String name) {
    return members(seq).get(name).map(Text::tree).orElseGet(() -> Json.object().path(name));
  }

  private Members members(long seq) {
    byte[] bytes = payloads.get(seq);
    return bytes == null ? Members.none() : read.computeIfAbsent(seq, unread -> Members.of(bytes));
  }

  /**
   * Sets a value in an answer, if it is there: as it is, or where its JSON is larger than the limit
   * by reference, {@code {"$value", "bytes", "sha256"}}. A value may look like a reference by
   * itself, so those that are one are listed beside them in {@code by_reference}.
   */
  public void put(ObjectNode json, String name, ValueRef.Kept ref) {
    text(ref).ifPresent(text -> put(json, name, ref, text));
  }

  /** The same of a value that was worked out. */
  public void put(ObjectNode json, String name, ValueRef.Input ref, JsonNode value) {
    put(json, name, ref, Text.of(value));
  }

  private void put(ObjectNode json, String name, ValueRef ref, Text text) {
    if (text.length() <= inlineBytesMax) {
      json.putRawValue(name, new RawValue(text.toString()));
    } else {
      json.set(name, reference(ref, text));
      json.withArray("by_reference").add(name);
    }
  }

  private ObjectNode reference(ValueRef ref, Text text) {
    String segment = URLEncoder.encode(ref.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    return Json.object()
        .put("$value", "/runs/" + run + "/values/" + segment)
        .put("bytes", text.length())
        .put("sha256", text.sha256());
  }
}
