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
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A server on loopback that gives every request the same answer, at once or when it is told to, on
 * a thread of its own.
 */
public final class Sink implements AutoCloseable {
  private static final int BACKLOG = 4_096;

  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final Selector selector = Selector.open();
  private final byte[] answer;
  private final Arrivals arrivals = new Arrivals();

  /** Whose requests wait; only the serving thread looks. */
  private final Deque<Peer> held = new ArrayDeque<>();

  private volatile boolean holding;
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

  /** Requests so far. */
  public long calls() {
    return calls;
  }

  /** When requests have come. */
  public Arrivals arrivals() {
    return arrivals;
  }

  /** Answers nothing until {@link #release}. */
  public void hold() {
    holding = true;
  }

  /** Answers what waits, and from now on at once. */
  public void release() {
    holding = false;
    selector.wakeup();
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
        while (!holding && !held.isEmpty()) {
          answerHeld(held.remove());
        }
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
      arrivals.add(System.nanoTime());
      calls++;
      if (holding) {
        held.add(peer);
      } else {
        peer.channel().write(ByteBuffer.wrap(answer));
      }
    }
  }

  private void answerHeld(Peer peer) {
    try {
      peer.channel().write(ByteBuffer.wrap(answer));
    } catch (IOException gone) {
      // Whoever asked was killed meanwhile.
    }
  }
}
