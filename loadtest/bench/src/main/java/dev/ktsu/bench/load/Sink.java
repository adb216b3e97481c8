package dev.ktsu.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A server on loopback that gives every request the same answer, at once, on a thread of its own.
 */
public final class Sink implements AutoCloseable {
  private static final int BACKLOG = 4_096;

  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final Selector selector = Selector.open();
  private final byte[] answer;
  private volatile long calls;

  private record Peer(SocketChannel channel, Inbox inbox) {}

  private Sink(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    answer = (head + json).getBytes(StandardCharsets.UTF_8);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Starts one that answers 200 with this JSON, which has to fit into a socket's buffer. */
  public static Sink start(String json) throws IOException {
    Sink sink = new Sink(json);
    Thread.ofPlatform().name("bench-sink").daemon().start(sink::serve);
    return sink;
  }

  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  public String url() throws IOException {
    return "http://127.0.0.1:" + address().getPort();
  }

  /** Requests answered so far. */
  public long calls() {
    return calls;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(this::turn);
      }
    } catch (java.nio.channels.ClosedSelectorException closed) {
      // The end of the benchmark.
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void turn(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else {
        answer((Peer) key.attachment());
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Peer(channel, new Inbox()));
    }
  }

  // Only the serving thread writes the count.
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void answer(Peer peer) throws IOException {
    try {
      peer.inbox().fill(peer.channel());
    } catch (IOException closed) {
      peer.channel().close();
      return;
    }
    while (peer.inbox().hasMessage()) {
      peer.inbox().drop();
      peer.channel().write(ByteBuffer.wrap(answer));
      calls++;
    }
  }
}
