package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.D;
import static io.paceline.gossip.swim.TestEngine.address;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who is no member can make a member do, and hold. */
class StrangersTest {
  private static final PeerAddress STRANGER = address("s");
  private static final PeerAddress VICTIM = address("v");

  private final TestEngine a = new TestEngine();

  private List<List<Message>> packetsTo(PeerAddress to) {
    return a.out.packets.stream()
        .filter(packet -> packet.to().equals(to))
        .map(RecordingOutbox.Packet::parts)
        .toList();
  }

  private void rumour() {
    a.receive(B, alive(5, "b")); // something that would ride along
  }

  // ---- acks ----

  @Test
  void a_stranger_gets_a_bare_ack_without_payload_or_news() {
    a.knows("b");
    rumour();
    a.receive(STRANGER, new Ping(7, "a", "s", null));
    assertThat(packetsTo(STRANGER)).containsExactly(List.of(new Ack(7, Bytes.EMPTY)));
  }

  @Test
  void nobody_has_us_write_to_a_third_party() {
    a.receive(STRANGER, new Ping(7, "a", "s", VICTIM));
    assertThat(packetsTo(VICTIM)).isEmpty();
    assertThat(packetsTo(STRANGER)).containsExactly(List.of(new Ack(7, Bytes.EMPTY)));
  }

  @Test
  void a_stranger_who_names_a_member_as_the_source_uses_up_no_news() {
    a.knows("b", "c");
    rumour();
    a.receive(STRANGER, new Ping(7, "a", "c", C));
    assertThat(packetsTo(C)).containsExactly(List.of(new Ack(7, Bytes.utf8("payload"))));
  }

  // ---- indirect pings ----

  @Test
  void sixteen_indirect_pings_per_second_are_carried_out_for_strangers() {
    a.knows("b");
    rumour();
    IntStream.range(0, 17)
        .forEach(i -> a.receive(STRANGER, new IndirectPing(i, VICTIM, "v", true, "s", STRANGER)));
    assertThat(a.out.messagesTo(VICTIM, Ping.class)).hasSize(16);
    assertThat(packetsTo(VICTIM)).allMatch(parts -> parts.size() == 1);
    assertThat(a.swim.count(SwimCounter.INDIRECT_PINGS_REFUSED)).isEqualTo(1);

    a.pass(500);
    assertThat(a.out.messagesTo(STRANGER, Nack.class)).hasSize(16);
    assertThat(packetsTo(STRANGER)).allMatch(parts -> parts.size() == 1);
  }

  @Test
  void indirect_pings_of_members_to_strangers_come_out_of_the_same_budget() {
    a.knows("b");
    IntStream.range(0, 17)
        .forEach(i -> a.receive(B, new IndirectPing(i, VICTIM, "v", false, "b", B)));
    assertThat(a.out.messagesTo(VICTIM, Ping.class)).hasSize(16);
  }

  @Test
  void indirect_pings_among_members_are_bounded_by_how_many_run() {
    a.knows("b", "c");
    IntStream.range(0, SwimLimits.INDIRECT_PINGS_MAX + 1)
        .forEach(i -> a.receive(B, new IndirectPing(i, C, "c", false, "b", B)));
    assertThat(a.out.messagesTo(C, Ping.class)).hasSize(SwimLimits.INDIRECT_PINGS_MAX);
    assertThat(a.swim.count(SwimCounter.INDIRECT_PINGS_REFUSED)).isEqualTo(1);
  }

  @Test
  void who_names_a_member_as_the_requester_is_still_a_stranger() {
    a.knows("b", "c");
    IntStream.range(0, 17)
        .forEach(i -> a.receive(STRANGER, new IndirectPing(i, C, "c", false, "b", B)));
    assertThat(a.out.messagesTo(C, Ping.class)).hasSize(16);
  }

  // ---- addresses ----

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "255.255.255.255", "ff02::1", "::"})
  void an_address_that_is_not_one_hosts_is_never_written_to(String ip) throws UnknownHostException {
    a.knows("b");
    PeerAddress many = new PeerAddress(InetAddress.getByName(ip), 7946);
    a.receive(B, new Alive(1, "x", many, Bytes.EMPTY, Versions.SERF));
    a.receive(B, new IndirectPing(1, many, "x", true, "b", B));
    a.pass(2_000);
    assertThat(packetsTo(many)).isEmpty();
    assertThat(a.swim.member("x")).isNull();
    assertThat(a.swim.count(SwimCounter.IMPLAUSIBLE_CLAIMS)).isEqualTo(1);
    assertThat(a.swim.count(SwimCounter.INDIRECT_PINGS_REFUSED)).isEqualTo(1);
  }

  // ---- the table ----

  @Test
  void the_table_takes_as_many_members_as_configured_and_not_one_more() {
    SwimConfig small = SwimConfig.lan().withAdmission(new SwimConfig.Admission(true, 3));
    TestEngine full = new TestEngine(small, 1);
    full.receive(B, alive(1, "b"));
    full.receive(C, alive(1, "c"));
    full.receive(D, alive(1, "d"));
    assertThat(full.swim.size()).isEqualTo(3);
    assertThat(full.swim.member("d")).isNull();
    assertThat(full.swim.count(SwimCounter.MEMBERS_REFUSED)).isEqualTo(1);

    full.receive(C, alive(2, "c"));
    assertThat(full.member("c").incarnation()).as("who is in goes on").isEqualTo(2);
  }

  @Test
  void ten_thousand_members_are_the_default() {
    for (int i = 1; i < 10_001; i++) {
      a.receive(B, new Alive(1, "n" + i, B, Bytes.EMPTY, Versions.SERF));
    }
    assertThat(a.swim.size()).isEqualTo(10_000);
    assertThat(a.swim.count(SwimCounter.MEMBERS_REFUSED)).isEqualTo(1);
  }
}
