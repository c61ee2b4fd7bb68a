package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** The program with the arguments that its README gives, but on free ports. */
@Timeout(120)
class SpringExampleTest {
  @Test
  void the_application_finds_itself() throws Exception {
    try (var context =
        (ServletWebServerApplicationContext)
            SpringApplication.run(
                SpringExample.class,
                "--spring.application.name=orders",
                "--server.port=0",
                "--paceline.bind=127.0.0.1:0")) {
      int port = context.getWebServer().getPort();
      URI uri = URI.create("http://127.0.0.1:" + port + "/instances/orders");
      String body =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
              .body();
      assertThat(body).isEqualTo("[\"http://127.0.0.1:" + port + "\"]");
    }
  }
}
