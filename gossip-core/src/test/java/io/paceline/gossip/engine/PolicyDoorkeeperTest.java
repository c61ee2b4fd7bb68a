package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Cidr;
import io.paceline.gossip.JoinPolicy;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the hooks are shown, and what their answers mean. */
final class PolicyDoorkeeperTest {
  private static Alive claim(String ip, Bytes meta) throws UnknownHostException {
    PeerAddress address = new PeerAddress(InetAddress.getByName(ip), 7946);
    return new Alive(3, "b", address, meta, Versions.SERF);
  }

  private static PolicyDoorkeeper rules(Predicate<Member> accept) {
    return new PolicyDoorkeeper(new JoinPolicy(List.of(), accept, members -> true));
  }

  @Test
  void an_address_must_be_in_a_block_of_the_list_and_the_hook_is_asked_only_then()
      throws Exception {
    List<Member> asked = new ArrayList<>();
    PolicyDoorkeeper rules =
        new PolicyDoorkeeper(
            new JoinPolicy(
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")),
                asked::add,
                members -> true));
    assertThat(rules.admits(claim("10.1.2.3", Bytes.EMPTY))).isTrue();
    assertThat(rules.admits(claim("fd00::1", Bytes.EMPTY))).isTrue();
    assertThat(rules.admits(claim("192.168.0.1", Bytes.EMPTY))).isFalse();
    assertThat(rules.admits(claim("fe80::1", Bytes.EMPTY))).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void the_accept_hook_sees_the_member_with_its_tags() throws Exception {
    List<Member> asked = new ArrayList<>();
    Bytes meta = SerfCodec.encodeTags(Map.of("dc", "east"));
    assertThat(rules(asked::add).admits(claim("10.0.0.1", meta))).isTrue();
    Member seen = asked.get(0);
    assertThat(seen.name()).isEqualTo("b");
    assertThat(seen.address()).hasToString("10.0.0.1:7946");
    assertThat(seen.tags()).containsExactly(Map.entry("dc", "east"));
    assertThat(seen.incarnation()).isEqualTo(3);
  }

  @Test
  void tags_that_cannot_be_read_are_none() throws Exception {
    List<Member> asked = new ArrayList<>();
    rules(asked::add).admits(claim("10.0.0.1", Bytes.wrap(new byte[] {(byte) 0xff, 1})));
    assertThat(asked.get(0).tags()).isEmpty();
  }

  @Test
  void a_hook_that_throws_has_refused() throws Exception {
    PolicyDoorkeeper rules =
        new PolicyDoorkeeper(
            new JoinPolicy(
                List.of(),
                member -> {
                  throw new IllegalStateException("hook");
                },
                members -> {
                  throw new IllegalStateException("hook");
                }));
    assertThat(rules.admits(claim("10.0.0.1", Bytes.EMPTY))).isFalse();
    assertThat(rules.admits(claim("10.0.0.1", Bytes.EMPTY))).isFalse();
    assertThat(rules.admitsMerge(List.of())).isFalse();
  }

  @Test
  void the_merge_hook_sees_all_members_with_their_last_known_status() throws Exception {
    List<Member> asked = new ArrayList<>();
    PolicyDoorkeeper rules =
        new PolicyDoorkeeper(new JoinPolicy(List.of(), member -> true, asked::addAll));
    assertThat(
            rules.admitsMerge(List.of(listed("a", SwimState.ALIVE), listed("b", SwimState.LEFT))))
        .isTrue();
    rules.admitsMerge(List.of(listed("c", SwimState.SUSPECT), listed("d", SwimState.DEAD)));
    assertThat(asked)
        .extracting(Member::status)
        .containsExactly(
            MemberStatus.ALIVE, MemberStatus.LEFT, MemberStatus.ALIVE, MemberStatus.FAILED);
    assertThat(asked).extracting(Member::suspect).containsExactly(false, false, true, false);
  }

  private static PushPullNode listed(String name, SwimState state) throws UnknownHostException {
    PeerAddress address = new PeerAddress(InetAddress.getByName("10.0.0.1"), 7946);
    return new PushPullNode(name, address, Bytes.EMPTY, 1, state, Versions.SERF);
  }
}
