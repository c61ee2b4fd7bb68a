package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PeerMemoryTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

  private final PeerMemory memory = new PeerMemory();
  private Instant now = START;

  private static PeerAddress address(String name) {
    try {
      byte[] ip = {10, 0, 0, (byte) name.charAt(0)};
      return new PeerAddress(InetAddress.getByAddress(ip), 7946);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Member member(String name, MemberStatus status) {
    return new Member(name, address(name), Map.of(), status, false, Versions.SERF, 1);
  }

  private static RememberedPeer up(String name) {
    return new RememberedPeer(name, address(name), Optional.empty());
  }

  private static RememberedPeer seen(String name, Instant lastSeen) {
    return new RememberedPeer(name, address(name), Optional.of(lastSeen));
  }

  private List<RememberedPeer> remember(Member... members) {
    return memory.remember(List.of(members), "a", now);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void peers_that_are_up_or_failed_are_remembered_and_those_that_left_are_not() {
    assertThat(
            remember(
                member("a", MemberStatus.ALIVE),
                member("b", MemberStatus.FAILED),
                member("c", MemberStatus.ALIVE),
                member("d", MemberStatus.LEFT)))
        .containsExactly(up("c"), seen("b", START));
  }

  @Test
  void a_failed_peer_was_last_seen_when_it_failed() {
    remember(member("b", MemberStatus.FAILED));
    pass(Duration.ofHours(1));
    assertThat(remember(member("b", MemberStatus.FAILED))).containsExactly(seen("b", START));
    assertThat(remember(member("b", MemberStatus.ALIVE))).containsExactly(up("b"));
    assertThat(remember(member("b", MemberStatus.FAILED))).containsExactly(seen("b", now));
  }

  @Test
  void a_peer_of_the_last_life_is_remembered_until_it_is_a_member_again() {
    memory.load(List.of(up("b"), seen("c", START.minusSeconds(60))), now);
    pass(Duration.ofMinutes(1));
    assertThat(remember(member("a", MemberStatus.ALIVE)))
        .containsExactly(seen("b", START), seen("c", START.minusSeconds(60)));
    assertThat(remember(member("c", MemberStatus.ALIVE)))
        .containsExactly(up("c"), seen("b", START));
    assertThat(remember()).containsExactly(seen("b", START)); // c was reaped
  }

  @Test
  void a_peer_of_the_last_life_that_is_said_to_have_left_is_forgotten() {
    memory.load(List.of(up("b")), now);
    assertThat(remember(member("b", MemberStatus.LEFT))).isEmpty();
    assertThat(remember()).isEmpty();
  }

  @Test
  void a_peer_that_was_not_seen_for_a_week_is_forgotten_however_long_it_was_up_before() {
    memory.load(List.of(seen("b", START.minus(PeerMemory.FORGET_AFTER)), up("c")), now);
    assertThat(remember()).containsExactly(seen("c", START));
  }

  @Test
  void of_too_many_the_ones_seen_last_are_remembered() {
    List<RememberedPeer> kept = new ArrayList<>();
    for (int i = 0; i <= PeerMemory.PEERS_MAX; i++) {
      kept.add(new RememberedPeer("m" + i, address("m"), Optional.of(START.minusSeconds(i))));
    }
    memory.load(kept, now);
    assertThat(remember()).isEqualTo(kept.subList(0, PeerMemory.PEERS_MAX));
  }

  @Test
  void a_line_that_is_none_is_refused() {
    for (String line :
        List.of(
            "",
            "10.0.0.1:7946",
            "host:1 up b",
            "10.0.0.1:1 x b",
            "10.0.0.1:1 " + "9".repeat(19) + " b")) {
      assertThatThrownBy(() -> RememberedPeer.parse(line))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(RememberedPeer.parse(seen("b c", START).format())).isEqualTo(seen("b c", START));
  }
}
