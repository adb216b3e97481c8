package dev.ktsu.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection of a load, with at most one request under way. */
final class Line implements AutoCloseable {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Inbox inbox = new Inbox();
  private ByteBuffer unsent = ByteBuffer.allocate(0);
  private long due;
  private boolean saysWhen;

  Line(InetSocketAddress to, Selector selector) throws IOException {
    channel = SocketChannel.open(to);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends a request that was due at {@code nanos}. */
  void send(byte[] request, long nanos) throws IOException {
    due = nanos;
    unsent = ByteBuffer.wrap(request);
    write();
  }

  /**
   * Moves what can be moved.
   *
   * @return the status of an answer that has come in whole, else 0
   */
  int turn() throws IOException {
    if (key.isWritable()) {
      write();
    }
    if (!key.isReadable()) {
      return 0;
    }
    inbox.fill(channel);
    if (!inbox.hasMessage()) {
      return 0;
    }
    int status = inbox.status();
    saysWhen = status >= 400 && inbox.has("retry-after");
    inbox.drop();
    return status;
  }

  /** Whether the last answer was a refusal that says when to come again. */
  boolean saysWhen() {
    return saysWhen;
  }

  long due() {
    return due;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write() throws IOException {
    channel.write(unsent);
    int wanted =
        unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }
}
