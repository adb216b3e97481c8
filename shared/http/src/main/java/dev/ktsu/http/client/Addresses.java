package dev.ktsu.http.client;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells the internet from the own network. */
public final class Addresses {
  /** What IANA has set aside: this host, private use, shared, link-local, tests, the future. */
  private static final List<Block> SPECIAL_V4 =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10),
          Block.of("127.0.0.0", 8),
          Block.of("169.254.0.0", 16),
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("198.18.0.0", 15),
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 3));

  /** Inside of what is public: transition by tunnels, benchmarks and documentation. */
  private static final List<Block> SPECIAL_V6 =
      List.of(Block.of("2001::", 23), Block.of("2001:db8::", 32), Block.of("3fff::", 20));

  private static final Block GLOBAL_V6 = Block.of("2000::", 3);
  private static final Block NAT64 = Block.of("64:ff9b::", 96);
  private static final Block SIX_TO_FOUR = Block.of("2002::", 16);

  private Addresses() {}

  /** Whether the whole internet knows the address by the same host. */
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address v4 -> SPECIAL_V4.stream().noneMatch(block -> block.holds(bytes));
      case Inet6Address v6 -> isPublicV6(bytes);
      default -> false;
    };
  }

  /** An IPv4 address inside is what counts: a gateway leads there. */
  private static boolean isPublicV6(byte[] bytes) {
    if (NAT64.holds(bytes)) {
      return isPublic(v4(bytes, 12));
    }
    if (SIX_TO_FOUR.holds(bytes)) {
      return isPublic(v4(bytes, 2));
    }
    return GLOBAL_V6.holds(bytes) && SPECIAL_V6.stream().noneMatch(block -> block.holds(bytes));
  }

  private static InetAddress v4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** All addresses that begin with the same bits. */
  private record Block(byte[] first, int bits) {
    /** Asks no name server: the address stands in digits. */
    static Block of(String first, int bits) {
      try {
        return new Block(InetAddress.getByName(first).getAddress(), bits);
      } catch (UnknownHostException impossible) {
        throw new IllegalArgumentException(first, impossible);
      }
    }

    boolean holds(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((first[bit / 8] ^ address[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
