package io.footfall.it.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP connection that sends each request exactly once. (The JDK's client sends a GET again,
 * silently, when the connection breaks before the response: then nobody knows how many were sent.)
 */
final class Connection implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String host;

  /** A response. */
  record Response(int status, String body) {}

  /**
   * Connects.
   *
   * @param answerMillis how long to wait for a response
   */
  Connection(String host, int port, int answerMillis) throws IOException {
    this.host = host + ":" + port;
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(answerMillis);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a GET and waits for its whole response. After an exception the connection is of no use.
   */
  Response get(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    String status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("not a response: " + status);
    }
    int length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("a response without its length");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("a response that ends too early");
    }
    return new Response(
        Integer.parseInt(status.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
