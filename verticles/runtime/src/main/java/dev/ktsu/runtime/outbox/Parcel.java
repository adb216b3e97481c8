package dev.ktsu.runtime.outbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A result and where it goes. As bytes: two lines, the address and the body, each one JSON value
 * and closed by a line break, so that a file that was not written to its end is known by that.
 *
 * @param body what is posted, compact JSON
 */
public record Parcel(Address address, Buffer body) {
  private static final byte LINE_END = '\n';

  byte[] bytes() {
    return Buffer.buffer()
        .appendBytes(Json.bytes(address))
        .appendByte(LINE_END)
        .appendBuffer(body)
        .appendByte(LINE_END)
        .getBytes();
  }

  /** The parcel in a file; empty when the file was not written to its end. */
  static Optional<Parcel> read(byte[] bytes) {
    int first = indexOfLineEnd(bytes, 0);
    int second = indexOfLineEnd(bytes, first + 1);
    if (first < 0 || second != bytes.length - 1) {
      return Optional.empty();
    }
    return address(Arrays.copyOf(bytes, first))
        .map(
            address ->
                new Parcel(address, Buffer.buffer(Arrays.copyOfRange(bytes, first + 1, second))));
  }

  private static Optional<Address> address(byte[] line) {
    try {
      return Json.parse(line) instanceof ObjectNode object
          ? Optional.of(Json.convert(object, Address.class))
          : Optional.empty();
    } catch (InvalidInput notAnAddress) {
      return Optional.empty();
    }
  }

  private static int indexOfLineEnd(byte[] bytes, int from) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] == LINE_END) {
        return at;
      }
    }
    return -1;
  }
}
