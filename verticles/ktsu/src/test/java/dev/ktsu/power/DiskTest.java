package dev.ktsu.power;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.power.Disk.Luck;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that forgot less than a real one may would prove nothing. */
class DiskTest {
  private static final String LOG = "db-wal";
  private static final int PAGE = 4_096;

  private final Disk disk = new Disk();

  @BeforeEach
  void create() {
    disk.take(new Operation.Create(1, 1, LOG));
  }

  private static Operation.Write page(long begun, long done, int at, int with) {
    byte[] bytes = new byte[PAGE];
    Arrays.fill(bytes, (byte) with);
    return new Operation.Write(begun, done, LOG, (long) at * PAGE, bytes);
  }

  @Test
  void whatIsNotSyncedMayBeLost() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 4, 0, 1));
    assertEquals(0, disk.after(Luck.NONE).get(LOG).length);
    assertEquals(PAGE, disk.after(Luck.ALL).get(LOG).length);
  }

  @Test
  void syncKeepsWhatWasDoneBeforeItBegan() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 4, 0, 1));
    disk.take(page(6, 6, 1, 2));
    disk.take(new Operation.Sync(5, 7, LOG));
    assertEquals(PAGE, disk.after(Luck.NONE).get(LOG).length);
    assertEquals(1, disk.pending());
  }

  @Test
  void writeUnderWayWhenTheSyncBeganIsNotCovered() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 6, 0, 1));
    disk.take(new Operation.Sync(5, 7, LOG));
    assertEquals(0, disk.after(Luck.NONE).get(LOG).length);
  }

  @Test
  void syncOfAnotherFileKeepsNothing() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 4, 0, 1));
    disk.take(new Operation.Sync(5, 6, "db"));
    assertEquals(0, disk.after(Luck.NONE).get(LOG).length);
  }

  @Test
  void fileIsFoundOnceItsFolderIsSynced() {
    disk.take(page(2, 2, 0, 1));
    disk.take(new Operation.Sync(3, 4, LOG));
    assertEquals(Map.of(), disk.after(Luck.NONE));
    disk.take(new Operation.SyncFolder(5, 6));
    assertEquals(Set.of(LOG), disk.after(Luck.NONE).keySet());
  }

  @Test
  void laterWriteMayArriveWithoutTheEarlierOne() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 4, 0, 1));
    disk.take(page(5, 5, 1, 2));
    byte[] left = disk.after(changes -> new double[] {0, 1}).get(LOG);
    assertEquals(0, left[0]);
    assertEquals(2, left[PAGE]);
  }

  @Test
  void tornWriteEndsAtASector() {
    disk.take(new Operation.SyncFolder(2, 3));
    disk.take(page(4, 4, 0, 1));
    byte[] torn = disk.after(changes -> new double[] {0.3}).get(LOG);
    byte[] expected = new byte[1_024];
    Arrays.fill(expected, (byte) 1);
    assertArrayEquals(expected, torn);
  }
}
