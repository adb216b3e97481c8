package dev.ktsu.project;

import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step that sends a JSON body to a URL.
 *
 * @param timeoutSeconds from 1
 * @param capture what of the answer is kept; empty for nothing but its status
 */
public record WebhookStep(
    StepHead head, Request request, int timeoutSeconds, Optional<Capture> capture) implements Step {

  /**
   * What is sent.
   *
   * @param method in upper case
   * @param headers in the order of the file, without those that are not the author's to set
   */
  public record Request(
      Template url, String method, Map<String, Template> headers, JsonTemplate body) {
    public Request {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** What all its texts together read. */
    public Set<Reference> references() {
      Set<Reference> all = new LinkedHashSet<>(url.references());
      headers.values().forEach(text -> all.addAll(text.references()));
      all.addAll(body.references());
      return all;
    }
  }

  /**
   * What of an answer becomes a part of the step's output.
   *
   * @param bytesMax of its body; a larger one fails the step
   * @param headers in lower case
   */
  public record Capture(int bytesMax, List<String> headers) {
    public Capture {
      headers = List.copyOf(headers);
    }
  }
}
