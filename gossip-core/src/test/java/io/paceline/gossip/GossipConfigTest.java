package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GossipConfigTest {
  private static void assertRefused(GossipConfig.Builder config, String... words) {
    assertThatThrownBy(config::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void the_default_listens_on_loopback_only() {
    GossipConfig config = GossipConfig.lan("a").build();

    assertThat(config.bind().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.bind().getPort()).isEqualTo(7946);
    assertThat(config.toBuilder().build()).isEqualTo(config);
    GossipConfig changed =
        GossipConfig.lan("b")
            .key(new byte[16])
            .verifyIncoming(false)
            .verifyOutgoing(false)
            .accept(member -> true)
            .merge(members -> true)
            .allow(List.of(Cidr.parse("127.0.0.0/8")))
            .label("x")
            .build();
    assertThat(changed.toBuilder().build()).isEqualTo(changed);
  }

  @Test
  void beyond_loopback_a_key_is_needed_or_the_word_that_none_is_wanted() {
    GossipConfig.Builder open = GossipConfig.lan("a").bind("0.0.0.0", 7946);

    assertRefused(open, "0.0.0.0", "without a key", "allowUnencrypted");
    assertThat(open.allowUnencrypted(true).build().security().keys()).isEmpty();
    assertThat(open.allowUnencrypted(false).key(new byte[16]).build().security().keys()).hasSize(1);
  }

  @Test
  void a_key_that_is_not_insisted_on_is_as_good_as_none() {
    GossipConfig.Builder keyed = GossipConfig.lan("a").bind("0.0.0.0", 7946).key(new byte[16]);

    assertRefused(keyed.verifyIncoming(false), "not verified in both directions");
    assertRefused(keyed.verifyIncoming(true).verifyOutgoing(false), "not verified");
    assertThat(keyed.allowUnencrypted(true).build().security().verifyOutgoing()).isFalse();
    assertThat(GossipConfig.lan("a").key(new byte[16]).verifyIncoming(false).build())
        .isEqualTo(GossipConfig.lan("a").key(new byte[16]).verifyIncoming(false).build());
  }

  @Test
  void what_is_open_is_said_in_full() {
    assertThat(danger(false, true, true).orElseThrow()).contains("NOT ENCRYPTED", "join");
    assertThat(danger(true, false, true).orElseThrow()).contains("TAKES", "verifyIncoming");
    assertThat(danger(true, true, false).orElseThrow()).contains("SENT UNENCRYPTED");
    assertThat(danger(true, false, false).orElseThrow())
        .contains("verifyOutgoing", "verifyIncoming");
    assertThat(danger(true, true, true)).isEmpty();
  }

  private static Optional<String> danger(boolean keys, boolean incoming, boolean outgoing) {
    return OpenGossip.danger(new GossipConfig.Security(List.of(), incoming, outgoing, true), keys);
  }

  @Test
  void a_node_must_be_allowed_by_its_own_list() {
    GossipConfig.Builder config = GossipConfig.lan("a").allow(List.of(Cidr.parse("10.0.0.0/8")));

    assertRefused(config.advertise("192.168.0.1", 7946), "192.168.0.1", "[10.0.0.0/8]");
    assertThat(config.advertise("10.1.2.3", 7946).build().joinPolicy().allow()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 31, 33})
  void a_key_of_a_wrong_length_is_refused(int bytes) {
    assertRefused(GossipConfig.lan("a").key(new byte[bytes]), "16, 24 or 32", "has " + bytes);
  }

  @Test
  void tags_are_bounded_as_they_are_encoded() {
    assertRefused(GossipConfig.lan("a").tag("role", "x".repeat(600)), "512");
  }

  @Test
  void client_of_consuls_pool_says_what_the_servers_check() {
    GossipConfig config = GossipConfig.lan("a").tag("team", "x").consulLanPool("dc1").build();

    assertThat(config.tags()).containsOnlyKeys("team");
    Map<String, String> announced = config.announced(config.tags());
    assertThat(announced)
        .containsEntry("role", "node")
        .containsEntry("dc", "dc1")
        .containsEntry("segment", "")
        .containsEntry("vsn", "2")
        .containsEntry("team", "x");
    assertThat(announced.get("build")).startsWith("1.22.7");
    String id = String.valueOf(announced.get("id"));
    assertThat(UUID.fromString(id)).hasToString(id);
    assertThat(config.toBuilder().name("b").build().announced(Map.of()).get("id")).isNotEqualTo(id);
    assertThat(config.announced(Map.of()).get("id")).as("after a restart").isEqualTo(id);
    assertThat(config.toBuilder().build()).isEqualTo(config);
  }

  @Test
  void what_consuls_servers_would_refuse_is_refused_here() {
    GossipConfig.Builder config = GossipConfig.lan("a");

    assertThatThrownBy(() -> config.consulLanPool("Dc 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"Dc 1\"", "lower-case");
    config.consulLanPool("dc1");
    assertRefused(config.tags(Map.of("role", "consul")), "role=consul", "must be node");
    assertRefused(config.tags(Map.of("dc", "dc2")), "dc=dc2", "must be dc1");
    assertRefused(config.tags(Map.of("segment", "a")), "segment=a", "must be empty");
    assertRefused(config.tags(Map.of("ap", "a")), "ap=a", "must be empty");
    assertRefused(config.tags(Map.of("id", "7")), "id=7", "UUID");
    assertRefused(config.tags(Map.of("build", "new")), "build=new", "version");
    assertRefused(config.tags(Map.of()).label("x"), "no label", "x");
  }

  @Test
  void seed_without_a_port_has_that_of_its_pool() {
    List<String> seeds = List.of("db1", "db1:1", "::1");

    assertThat(GossipConfig.lan("a").build().withPort(seeds))
        .containsExactly("db1:7946", "db1:1", "[::1]:7946");
    assertThat(GossipConfig.lan("a").consulLanPool("dc1").build().withPort(seeds))
        .containsExactly("db1:8301", "db1:1", "[::1]:8301");
  }

  @Test
  void names_are_bounded_and_fit_a_log() {
    assertRefused(GossipConfig.lan(""), "1 to 255", "has 0");
    assertRefused(GossipConfig.lan("\u00e9".repeat(128)), "has 256");
    assertRefused(GossipConfig.lan("a\nb"), "control");
  }

  @Test
  void a_wildcard_cannot_be_advertised() {
    assertRefused(GossipConfig.lan("a").advertise("0.0.0.0", 7946), "wildcard");
  }

  @ParameterizedTest
  @CsvSource({
    "db1, db1, 7946",
    "db1:1, db1, 1",
    "10.0.0.1:65535, 10.0.0.1, 65535",
    "2001:db8::1, 2001:db8::1, 7946",
    "[2001:db8::1], 2001:db8::1, 7946",
    "[2001:db8::1]:99, 2001:db8::1, 99",
  })
  void a_seed_is_a_host_and_perhaps_a_port(String seed, String host, int port) {
    assertThat(SeedAddress.parse(seed)).isEqualTo(new SeedAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ":7946", "a:", "a:0", "a:65536", "a:x", "[::1", "[::1]x", "a]:1"})
  void what_is_no_seed_is_named_in_the_error(String seed) {
    assertRefused(GossipConfig.lan("a").seeds(seed), "\"" + seed + "\"");
  }

  @Test
  void an_advertised_address_without_a_port_gets_the_bound_one() throws Exception {
    InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    InetAddress ip = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});

    assertThat(
            AdvertisedAddress.choose(Optional.of(new InetSocketAddress(ip, 0)), bound, a -> true))
        .hasToString("10.0.0.1:4711");
    assertThat(AdvertisedAddress.choose(Optional.empty(), bound, a -> true))
        .hasToString("127.0.0.1:4711");
  }
}
