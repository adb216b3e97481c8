package dev.ktsu.power;

import dev.ktsu.power.Operation.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A folder on a disk that keeps what was synced, and of everything later whatever it likes:
 * nothing, all, some of it, or half a page. Operations are given in the order of their moments.
 */
final class Disk {
  private static final int SECTOR = 512;

  private final Folder durable = new Folder(new TreeMap<>(), new TreeSet<>());
  private final List<Change> pending = new ArrayList<>();

  /** A file can be durable and yet not be found, as long as its folder is not synced. */
  private record Folder(Map<String, byte[]> contents, Set<String> found) {
    Folder copy() {
      Map<String, byte[]> copies = new TreeMap<>();
      contents.forEach((name, bytes) -> copies.put(name, bytes.clone()));
      return new Folder(copies, new TreeSet<>(found));
    }

    Map<String, byte[]> files() {
      Map<String, byte[]> files = new TreeMap<>(contents);
      files.keySet().retainAll(found);
      return files;
    }

    void apply(Change change, double share) {
      byte[] now = contents.getOrDefault(change.file(), new byte[0]);
      switch (change) {
        case Operation.Create create -> {
          contents.putIfAbsent(create.file(), now);
          found.add(create.file());
        }
        case Operation.Remove remove -> {
          contents.remove(remove.file());
          found.remove(remove.file());
        }
        case Operation.Truncate truncate ->
            contents.put(truncate.file(), Arrays.copyOf(now, (int) truncate.size()));
        case Operation.Write write -> contents.put(write.file(), written(now, write, share));
      }
    }

    private static byte[] written(byte[] now, Operation.Write write, double share) {
      int length = sectors(write.bytes().length * share, write.bytes().length);
      int end = (int) write.offset() + length;
      byte[] grown = now.length < end ? Arrays.copyOf(now, end) : now;
      System.arraycopy(write.bytes(), 0, grown, (int) write.offset(), length);
      return grown;
    }

    /** Disks write whole sectors. */
    private static int sectors(double length, int whole) {
      return length >= whole ? whole : (int) (length / SECTOR) * SECTOR;
    }
  }

  /**
   * What of the changes that no sync covers has reached the disk.
   *
   * <p>Gets their number, and says for each how much of it is there: 0 to 1.
   */
  @FunctionalInterface
  interface Luck {
    Luck NONE = changes -> new double[changes];
    Luck ALL = changes -> filled(changes, 1);

    double[] of(int changes);

    private static double[] filled(int changes, double with) {
      double[] all = new double[changes];
      Arrays.fill(all, with);
      return all;
    }
  }

  void take(Operation operation) {
    switch (operation) {
      case Change change -> pending.add(change);
      case Operation.Sync sync ->
          settle(
              sync.begun(),
              change ->
                  change.file().equals(sync.file())
                      && (change instanceof Operation.Write
                          || change instanceof Operation.Truncate));
      case Operation.SyncFolder sync ->
          settle(
              sync.begun(),
              change -> change instanceof Operation.Create || change instanceof Operation.Remove);
      case Operation.Answer answer -> {}
    }
  }

  /** The files that are found when the power fails now, with this luck. */
  Map<String, byte[]> after(Luck luck) {
    Folder left = durable.copy();
    double[] shares = luck.of(pending.size());
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        left.apply(pending.get(i), shares[i]);
      }
    }
    return left.files();
  }

  /** Changes that may be lost. */
  int pending() {
    return pending.size();
  }

  private void settle(long moment, Predicate<Change> which) {
    pending.removeIf(
        change -> {
          boolean isCovered = change.done() <= moment && which.test(change);
          if (isCovered) {
            durable.apply(change, 1);
          }
          return isCovered;
        });
  }
}
