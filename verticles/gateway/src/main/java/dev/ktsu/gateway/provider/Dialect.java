package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.gateway.price.Usage;
import java.util.Map;

/** The wire format of a type of provider. Pure; any thread. */
public interface Dialect {
  /** The type in gateway.yaml. */
  String type();

  /** Where calls are posted, an absolute URL. */
  String url();

  /** Headers of every call beside {@code Content-Type}: credentials and versions. */
  Map<String, String> headers();

  /** The body of a call. */
  ObjectNode encode(ModelCall call);

  /** The tokens that a 200 says were used, whatever else is in it. */
  Usage usage(JsonNode body);

  /**
   * Reads a 200.
   *
   * @throws Problem when there is no answer in it
   */
  Completion decode(JsonNode body, ToolNames names);
}
