package dev.ktsu.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** One connection that waits for each answer. */
public final class Caller implements AutoCloseable {
  private static final int ANSWER_MILLIS_MAX = 10_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final ReadableByteChannel in;
  private final Inbox inbox = new Inbox();

  public Caller(InetSocketAddress to) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    socket.connect(to, ANSWER_MILLIS_MAX);
    out = socket.getOutputStream();
    in = Channels.newChannel(socket.getInputStream());
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws IOException when there is none within 10 s
   */
  public Answer call(byte[] request) throws IOException {
    out.write(request);
    while (!inbox.hasMessage()) {
      inbox.fill(in);
    }
    Answer answer = new Answer(inbox.status(), inbox.body());
    inbox.drop();
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
