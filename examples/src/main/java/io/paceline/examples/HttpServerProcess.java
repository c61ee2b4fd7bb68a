package io.paceline.examples;

import com.sun.net.httpserver.HttpServer;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A web server that answers with its own name, in a process of its own that can be killed. */
final class HttpServerProcess implements AutoCloseable {
  private final Process process;

  private HttpServerProcess(Process process) {
    this.process = process;
  }

  /** What runs in the process: NAME SEED. */
  public static void main(String[] args) throws Exception {
    String name = args[0];
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = name.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    GossipNode node =
        GossipNode.start(GossipConfig.local(name).bind("127.0.0.1", 0).seeds(args[1]).build());
    int port = server.getAddress().getPort();
    node.services().register(ServiceInstance.builder("orders").port(port).build()).join();
    System.out.println(name + " is up");
    Thread.currentThread().join(); // until it is killed
  }

  /** Started and registered. */
  static HttpServerProcess start(String name, String seed) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HttpServerProcess.class.getName(),
                name,
                seed)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // its log
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (out.readLine() == null) {
      throw new IOException(name + " did not start");
    }
    return new HttpServerProcess(process);
  }

  /** SIGKILL, so that neither its server nor its node can say goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
