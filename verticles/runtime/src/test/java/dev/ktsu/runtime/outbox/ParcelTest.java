package dev.ktsu.runtime.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParcelTest {
  private static final Parcel PARCEL =
      new Parcel(
          new Address("run_1", "items[3]/look", 2, "http://127.0.0.1:1/done?leg=2&token=t", ""),
          Buffer.buffer("{\"text\":\"one\\ntwo\"}"));

  @Test
  void wholeParcelIsReadBack() {
    assertEquals(Optional.of(PARCEL), Parcel.read(PARCEL.bytes()));
  }

  @Test
  void everyTornParcelIsKnown() {
    byte[] whole = PARCEL.bytes();
    for (int length = 0; length < whole.length; length++) {
      assertEquals(Optional.empty(), Parcel.read(Arrays.copyOf(whole, length)), "of " + length);
    }
  }

  @Test
  void parcelWithoutAnAddressIsNone() {
    byte[] foreign = "{}\n{}\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.empty(), Parcel.read(foreign));
    assertEquals(Optional.empty(), Parcel.read("null\n{}\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void addressNeverShowsItsToken() {
    assertEquals("run_1 items[3]/look leg 2", PARCEL.address().toString());
  }
}
