package io.paceline.dns.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Paceline peer and a real Avahi daemon on one link. The tests share both, because a responder
 * takes seconds to announce itself; those that break something come last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AvahiTest {
  /** JmDNS needs up to 10 s for a goodbye, and the watchdog two probes for a dead responder. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final AvahiLink link;

  AvahiTest(@TempDir Path folder) {
    link = new AvahiLink(folder);
  }

  @BeforeAll
  void open() throws Exception {
    link.open();
  }

  @AfterAll
  void remove() throws Exception {
    link.remove();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(assertion);
  }

  private List<String> seenByAvahi(String name) throws IOException, InterruptedException {
    return link.browse("_web._tcp").stream().filter(line -> line.contains(";" + name)).toList();
  }

  private void register(String name, int port) {
    assertThat(link.tellPeer("register", "web", name, String.valueOf(port), "/"))
        .isEqualTo("registered");
  }

  private Process publishAtAvahi(String name, String type, int port, String text)
      throws IOException {
    return link.startAvahiProgram("avahi-publish", "-s", name, type, String.valueOf(port), text);
  }

  @Test
  @Order(1)
  void what_a_peer_registers_is_seen_by_avahi_and_its_goodbye_too() throws Exception {
    register("Shop.1", 8080);
    eventually(
        () ->
            assertThat(seenByAvahi("Shop\\.1"))
                .singleElement()
                .asString()
                .contains(";paceline-peer.local;10.99.0.1;8080;", "\"path=/\""));
    assertThat(link.avahi("avahi-resolve", "-n", "paceline-peer.local")).contains("10.99.0.1");
    assertThat(link.tellPeer("deregister", "Shop.1")).isEqualTo("deregistered true");
    eventually(() -> assertThat(seenByAvahi("Shop\\.1")).isEmpty());
  }

  @Test
  @Order(2)
  void what_avahi_publishes_comes_into_the_catalog_and_its_goodbye_too() throws Exception {
    Process printer = publishAtAvahi("Häuser Printer", "_ipp._tcp", 631, "rp=queue");
    eventually(
        () ->
            assertThat(link.tellPeer("instances", "ipp"))
                .isEqualTo("[Häuser Printer._ipp._tcp.local 10.99.0.2:631 queue]"));
    printer.destroy();
    eventually(() -> assertThat(link.tellPeer("instances", "ipp")).isEqualTo("[]"));
  }

  @Test
  @Order(3)
  void a_name_that_avahi_has_is_left_to_it() throws Exception {
    Process first = publishAtAvahi("Taken", "_web._tcp", 1, "a=b");
    eventually(() -> assertThat(link.tellPeer("instances", "web")).contains("10.99.0.2:1"));
    register("Taken", 2);
    eventually(
        () ->
            assertThat(seenByAvahi("Taken"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains(";Taken;", ";10.99.0.2;1;"))
                .anySatisfy(
                    line -> assertThat(line).contains("Taken\\032\\0402\\041", ";10.99.0.1;2;")));
    assertThat(link.tellPeer("status")).contains("Taken (2)");
    first.destroy();
    link.tellPeer("deregister", "Taken");
  }

  @Test
  @Order(4)
  void a_name_that_a_peer_has_is_left_to_it_by_avahi() throws Exception {
    register("Mine", 3);
    eventually(() -> assertThat(seenByAvahi("Mine")).hasSize(1));
    Process second = publishAtAvahi("Mine", "_web._tcp", 4, "a=b");
    eventually(
        () ->
            assertThat(seenByAvahi("Mine"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains(";Mine;", ";10.99.0.1;3;"))
                .anySatisfy(line -> assertThat(line).contains("Mine\\032\\0352", ";10.99.0.2;4;")));
    second.destroy();
    link.tellPeer("deregister", "Mine");
  }

  @Test
  @Order(5)
  void avahi_is_seen_again_after_it_was_killed() throws Exception {
    publishAtAvahi("Again", "_ipp._tcp", 1, "rp=x");
    eventually(() -> assertThat(link.tellPeer("instances", "ipp")).contains("10.99.0.2:1"));
    link.restartAvahi();
    publishAtAvahi("Again", "_ipp._tcp", 2, "rp=y");
    eventually(
        () ->
            assertThat(link.tellPeer("instances", "ipp"))
                .isEqualTo("[Again._ipp._tcp.local 10.99.0.2:2 y]"));
  }

  @Test
  @Order(6)
  void a_flood_of_malformed_packets_and_foreign_services_leaves_publishing_alive()
      throws Exception {
    long seed = ThreadLocalRandom.current().nextLong(1_000_000);
    System.out.println("AvahiTest: seed of the malformed packets " + seed);
    long before = Long.parseLong(link.tellPeer("heap"));
    flood("malformed", 2_000, seed);
    flood("announce", 5_000, 0);
    register("After the flood", 5);
    eventually(() -> assertThat(seenByAvahi("After\\032the\\032flood")).hasSize(1));
    eventually(
        () ->
            assertThat(Long.parseLong(link.tellPeer("heap")) - before)
                .as("MiB more than before")
                .isLessThan(12));
  }

  @Test
  @Order(7)
  void a_packet_that_ends_the_responder_is_survived_by_a_new_one() throws Exception {
    register("Survivor", 6);
    eventually(() -> assertThat(seenByAvahi("Survivor")).hasSize(1));
    assertThat(link.tellPeer("status")).contains("restarts=0");
    flood("small-edns", 1, 0);
    eventually(() -> assertThat(link.tellPeer("status")).contains("restarts=1"));
    link.restartAvahi(); // with an empty cache
    eventually(() -> assertThat(seenByAvahi("Survivor")).hasSize(1));
  }

  @Test
  @Order(8)
  void a_peer_that_closes_says_goodbye_and_leaves_no_thread() throws Exception {
    assertThat(link.closePeer()).isEqualTo("closed, threads []");
    eventually(() -> assertThat(link.browse("_web._tcp")).isEmpty());
  }

  private void flood(String what, int count, long seed) throws IOException, InterruptedException {
    link.runBesideAvahi(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        LinkFlood.class.getName(),
        AvahiLink.AVAHI,
        what,
        String.valueOf(count),
        String.valueOf(seed));
  }
}
