package io.paceline.examples;

import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

// region spring
/** {@code GET /instances/orders} shows where that service is. */
@SpringBootApplication
@RestController
public class SpringExample {
  private final DiscoveryClient discovery;

  SpringExample(DiscoveryClient discovery) {
    this.discovery = discovery;
  }

  @GetMapping("/instances/{service}")
  List<String> instances(@PathVariable("service") String service) {
    return discovery.getInstances(service).stream()
        .map(ServiceInstance::getUri)
        .map(Object::toString)
        .toList();
  }

  public static void main(String[] args) {
    SpringApplication.run(SpringExample.class, args);
  }
}
// endregion
