package io.paceline.consul;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that answers as a test tells it to, down to the bytes: what a real Consul
 * cannot be made to do. One thread per connection.
 */
final class ScriptedServer implements AutoCloseable {
  /** What came in. Header names are in lower case. */
  record Received(String line, Map<String, String> headers, String body) {
    String path() {
      return line.split(" ")[1];
    }
  }

  /** Writes the answer; a connection ends when it returns false or throws. */
  @FunctionalInterface
  interface Script {
    boolean answer(Received request, OutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Threads.daemon("scripted-server", this::accept).start();
  }

  /** Always this status, these header lines and this body. */
  static Script always(int status, String body, String... headers) {
    return (request, out) -> write(out, status, body, headers);
  }

  static boolean write(OutputStream out, int status, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " whatever\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    out.write(bytes);
    out.flush();
    return true;
  }

  void script(Script next) {
    script = next;
  }

  ConsulAddress address() {
    return new ConsulAddress(false, "127.0.0.1", listener.getLocalPort());
  }

  List<Received> received() {
    return received;
  }

  int connections() {
    return connections.get();
  }

  int openConnections() {
    return open.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        Threads.daemon("scripted-connection", () -> serve(socket)).start();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean goOn = true;
      while (goOn) {
        Received request = read(in);
        if (request == null) {
          return;
        }
        received.add(request);
        goOn = script.answer(request, socket.getOutputStream());
      }
    } catch (IOException e) {
      // the client went away, which is what some tests are about
    } finally {
      open.remove(socket);
    }
  }

  private static @Nullable Received read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Closeable socket : open) {
      socket.close();
    }
  }
}
